/** What was signed of an attempt, and whether it holds under the secrets held here. Asked for only when it is opened. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { SignatureReport } from '../../../shared/domain/signing.ts';
import type { Attempt, MessageDetail } from '../../../shared/domain/webhook.ts';
import { api } from '../../app/client.ts';
import { Copy } from '../../ui/Copy.tsx';
import { bytes } from '../../ui/format.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Note } from '../../ui/Notices.tsx';
import { State, type StateName } from '../../ui/Words.tsx';
import classes from './webhooks.module.css';

export function Signature({ message, attempt }: { message: MessageDetail; attempt: Attempt }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.signature} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Signature explained</summary>
      {open ? <Report message={message} attempt={attempt} /> : null}
    </details>
  );
}

function Report({ message, attempt }: { message: MessageDetail; attempt: Attempt }) {
  const input = { id: message.id, attemptId: attempt.id };
  const query = useQuery(api.webhooks.signature.queryOptions({ input }));
  return (
    <Loaded query={query} what="the signature" height={80}>
      {(report) => <Explained report={report} message={message} />}
    </Loaded>
  );
}

const states: Record<SignatureReport['signatures'][number]['verdict'], { state: StateName; word: string }> = {
  verified: { state: 'succeeded', word: 'verified' },
  'does not match': { state: 'failed', word: 'does not match' },
  'no secret': { state: 'unknown', word: 'no secret held here' },
  unreadable: { state: 'failed', word: 'unreadable' },
};

function Explained({ report, message }: { report: SignatureReport; message: MessageDetail }) {
  const { signatures, signed } = report;
  const unknown = signatures.some(({ verdict }) => verdict === 'no secret');
  const bad = signatures.some(({ verdict }) => verdict === 'does not match' || verdict === 'unreadable');
  const good = signatures.some(({ verdict }) => verdict === 'verified');
  return (
    <div className={classes.explained}>
      <Note tone={good ? 'good' : bad ? 'bad' : 'wait'}>{report.verdict}</Note>
      {signed || signatures.length > 0 ? <p>{report.how}</p> : null}
      {signatures.map((each) => (
        <p key={`${each.header} ${each.value}`} className={classes.signed}>
          <State {...states[each.verdict]} />
          {each.by ? <span className="dim">by the {each.by} secret</span> : null}
          <span className="mono wrap">
            {each.header}: {each.value}
          </span>
        </p>
      ))}
      {signed ? (
        <div>
          <p className="dim">
            What was signed, {bytes(signed.bytes)}
            {signed.truncated ? ', its beginning' : ''} <Copy value={signed.text} what="what was signed" />
          </p>
          <pre className={classes.signedText}>{signed.text}</pre>
        </div>
      ) : null}
      {unknown ? (
        <p>
          <Link
            to="/endpoints/$connectionId/$endpointId"
            params={{ connectionId: message.connectionId, endpointId: message.endpointId }}
          >
            Enter the endpoint’s secret
          </Link>{' '}
          to have it checked, and to sign what is resent.
        </p>
      ) : null}
    </div>
  );
}
