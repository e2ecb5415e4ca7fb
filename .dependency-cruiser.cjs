/** Who may import whom (`CONTRIBUTING.md`, "The map of the house"). Run by `npm run check`. */

const npm = '(^|/)node_modules/';
const from = (...areas) => `^(${areas.join('|')})`;

const buildScript = '^renderer/vite[.]config[.]ts$';

/** Packages a page may use; everything else belongs to a process with more rights. */
const pagePackages = [
  'react',
  'react-dom',
  'scheduler',
  '@mantine',
  '@tabler',
  '@tanstack',
  '@orpc/(client|contract|tanstack-query|shared)',
  '@codemirror',
  '@lezer',
  '@fontsource-variable',
  '@xyflow',
  '@dagrejs',
  'recharts',
  'wavesurfer.js',
  'diff',
  'zod',
];

/** An area and the only places of this repository it may import from. */
const area = (name, own, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: own },
  to: { path: from('electron/', 'renderer/', 'shared/', 'test/'), pathNot: allowed },
});

module.exports = {
  forbidden: [
    area('shared-stands-alone', '^shared/', '^shared/', 'The contract and the domain belong to no process.'),
    area('core-knows-no-shell', '^electron/core/', '^(electron/core|shared)/', 'The engine runs under any shell.'),
    area(
      'desktop-shell',
      '^electron/main/(?!core-process[.]ts$)',
      '^(electron/(main|page|launch|program|preload/messages)|electron/core/(secrets|mirror/errors)[.]ts$|shared/)',
      'The desktop shell knows nothing about calls: of core it may know where secrets lie and why it would not start.',
    ),
    area(
      'core-in-electron',
      '^electron/main/core-process[.]ts$',
      '^(electron/(main/core-messages|core/|launch/connections)|shared/)',
      'The utility process is core behind a message port.',
    ),
    area(
      'preload',
      '^electron/preload/',
      '^electron/preload/',
      'The preload hands over one port and does nothing else.',
    ),
    area(
      'browser-shell',
      '^electron/web/',
      '^(electron/(web|core|page|launch)/|shared/)',
      'The browser shell serves core and the pages.',
    ),
    area('pages', '^electron/page/', '^(electron/page|shared)/', 'Both shells serve the renderer by the same rules.'),
    area(
      'demo-platform',
      '^electron/platform/',
      '^(electron/(platform|program|core/chains|core/delivery)|shared)/',
      'The demo platform stands for a foreign one: of core it may use how chains run and requests are sent.',
    ),
    area('programs', '^electron/program/', '^electron/program/', 'What every program of ours does at its edge.'),
    area('renderer', '^renderer/', '^(renderer|shared)/', 'The renderer talks to core over the contract alone.'),
    area(
      'launcher',
      '^electron/([^/]+$|launch/)',
      '^(electron/(?!main/|preload/)|shared/)',
      'The launcher starts the desktop shell as a process of its own.',
    ),
    {
      name: 'ui-knows-no-feature',
      comment: 'Pieces shared by features do not depend on one.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(app|features)/' },
    },
    {
      name: 'electron-in-the-shell-only',
      comment: 'Outside Electron, importing `electron` tries to download the binary.',
      severity: 'error',
      from: { pathNot: '^electron/(main|preload)/' },
      to: { path: [`${npm}electron/`, '^electron$'] },
    },
    {
      name: 'no-node-in-shared-and-renderer',
      severity: 'error',
      from: { path: from('shared/', 'renderer/'), pathNot: buildScript },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-packages',
      comment: 'What both sides import must run on both sides.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: npm, pathNot: `${npm}(zod|@orpc/contract)/` },
    },
    {
      name: 'page-packages',
      comment: 'A new package for pages is added to `pagePackages` in this file.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: buildScript },
      to: { path: npm, pathNot: `${npm}(${pagePackages.join('|')})/` },
    },
    {
      name: 'no-cycles',
      comment: 'Types may refer to each other, and an address to the screen it loads later; code may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'resolvable',
      comment: 'What the mirror is measured beside is installed when the bench asks for it.',
      severity: 'error',
      from: { pathNot: '^test/bench/peers/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API for the default parser to use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts', '.css', '.svg'],
    },
  },
};
