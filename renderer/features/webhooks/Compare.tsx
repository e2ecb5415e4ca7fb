/** An attempt against another one of its message, or against what would be sent now. */
import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attempt, MessageDetail } from '../../../shared/domain/webhook.ts';
import { api } from '../../app/client.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Note } from '../../ui/Notices.tsx';
import { RequestDifference, ResponseDifference, TimingDifference } from './Difference.tsx';
import classes from './webhooks.module.css';

interface CompareProps {
  message: MessageDetail;
  attempt: Attempt;
  onClose(): void;
}

const now = 'now';

export function Compare({ message, attempt, onClose }: CompareProps) {
  const others = message.timeline.filter(({ id }) => id !== attempt.id);
  const [against, setAgainst] = useState<string>(() => String(others.at(-1)?.id ?? now));
  const other = others.find(({ id }) => String(id) === against);
  return (
    <div className={classes.compare}>
      <div className={classes.compareHead}>
        <Select
          label={`Attempt ${attempt.number} against`}
          allowDeselect={false}
          data={[
            ...others.map((each) => ({
              value: String(each.id),
              label: `attempt ${each.number} (${each.response?.status ?? each.error?.kind ?? each.outcome})`,
            })),
            { value: now, label: 'what would be sent now' },
          ]}
          value={against}
          onChange={(next) => setAgainst(next ?? now)}
        />
        <Button onClick={onClose}>Close comparison</Button>
      </div>
      {other ? <Two from={attempt} to={other} /> : <WouldSend message={message} attempt={attempt} />}
    </div>
  );
}

/** The earlier one is the one before. */
function Two({ from, to }: { from: Attempt; to: Attempt }) {
  const [before, after] = from.number < to.number ? [from, to] : [to, from];
  return (
    <>
      <p className="dim">Struck out: attempt {before.number}.</p>
      <RequestDifference from={before.request} to={after.request} />
      <ResponseDifference from={before.response} to={after.response} />
      <TimingDifference from={before} to={after} />
    </>
  );
}

function WouldSend({ message, attempt }: { message: MessageDetail; attempt: Attempt }) {
  const query = useQuery(api.webhooks.wouldSend.queryOptions({ input: { id: message.id } }));
  return (
    <Loaded query={query} what="what would be sent" height={120}>
      {({ request, warnings }) => (
        <>
          {warnings.map((warning) => (
            <Note key={warning} tone="wait">
              {warning}
            </Note>
          ))}
          <p className="dim">
            Struck out: what was sent then. Secrets and signatures of now are masked until it goes out.
          </p>
          <RequestDifference from={attempt.request} to={request} />
        </>
      )}
    </Loaded>
  );
}
