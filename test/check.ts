/** `npm run check`: format and lint, types, import rules, unused code. One line per tool, and the whole output of those that object. */
import { runTool, seconds } from './tools.ts';

interface Check {
  name: string;
  tool: string;
  args: string[];
}

const types = (area: string): Check => ({ name: `types of ${area}`, tool: 'tsc', args: ['-p', area] });

const checks: Check[] = [
  {
    name: 'format and lint',
    tool: 'biome',
    args: ['ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=200'],
  },
  ...['shared', 'electron', 'renderer', 'test'].map(types),
  {
    name: 'import rules',
    tool: 'depcruise',
    args: [
      'electron',
      'renderer',
      'shared',
      'test',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err-long',
    ],
  },
  { name: 'unused code', tool: 'knip', args: ['--no-progress'] },
];

const started = performance.now();
const results = await Promise.all(
  checks.map(async (check) => {
    const ended = await runTool(check.tool, check.args, { env: { NO_COLOR: '1' } });
    const ok = ended.code === 0;
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(18)} ${seconds(ended.durationMs)}\n`);
    return { check, ok, output: ended.output };
  }),
);

const failed = results.filter((result) => !result.ok);
for (const { check, output } of failed) {
  process.stdout.write(`\n${check.name} (${check.tool} ${check.args.join(' ')})\n\n${output.trim()}\n`);
}
const verdict = failed.length === 0 ? 'All checks passed' : `${failed.length} of ${checks.length} checks failed`;
process.stdout.write(`\n${verdict} in ${seconds(performance.now() - started)}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
