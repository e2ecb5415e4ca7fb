/** What the console is made of, and where it keeps things. */
import { useQuery } from '@tanstack/react-query';
import type { About } from '../../../shared/contract/index.ts';
import { api } from '../../app/client.ts';
import { Copy } from '../../ui/Copy.tsx';
import { nothing } from '../../ui/format.ts';
import { FullTime } from '../../ui/Time.tsx';
import { Row } from './Row.tsx';

const shells: Record<About['shell'], string> = { desktop: 'desktop', browser: 'browser', test: 'test' };

const secretWords: Record<About['secrets']['kind'], string> = {
  keychain: 'Kept in the system’s keychain.',
  'encrypted file': 'In a file that only you can read, encrypted with your passphrase.',
  'plain file': 'In a file that only you can read, not encrypted. Give a passphrase at start to encrypt it.',
  memory: 'Kept in memory only; forgotten when the engine stops.',
};

export function AboutConsole() {
  const about = useQuery(api.system.about.queryOptions()).data;
  return (
    <>
      <Row name="Version" about={`Running in the ${about ? shells[about.shell] : nothing} shell.`}>
        <span className="num">{about?.version ?? nothing}</span>
      </Row>
      <Row name="Engine started" about="The engine keeps the mirror and talks to the platforms.">
        {about ? <FullTime at={about.startedAt} /> : nothing}
      </Row>
      <Row name="Data folder" about="The mirror and all your work are stored here.">
        <Path path={about?.dataDir} />
      </Row>
      <Row name="Secrets" about={about ? secretWords[about.secrets.kind] : ''}>
        {about?.secrets.path ? <Path path={about.secrets.path} /> : (about?.secrets.kind ?? nothing)}
      </Row>
    </>
  );
}

function Path({ path }: { path: string | undefined }) {
  if (path === undefined) return nothing;
  return (
    <>
      <span className="mono wrap">{path}</span> <Copy value={path} what="the path" />
    </>
  );
}
