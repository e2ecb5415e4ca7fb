/** One small test event to the endpoint, and what came of it. */
import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { api } from '../../app/client.ts';
import { Exchange } from '../../ui/Http.tsx';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { CertificateLine } from '../webhooks/CertificateLine.tsx';
import { Timing } from '../webhooks/Timing.tsx';
import classes from './endpoints.module.css';

const tones = { succeeded: 'good', failed: 'bad', unknown: 'unsure' } as const;

export function TestSend({ endpoint }: { endpoint: Endpoint }) {
  const { connectionId, endpointId, settings } = endpoint;
  const test = useMutation(api.endpoints.test.mutationOptions());
  const sent = test.data;
  return (
    <section className={classes.card} aria-label="Test send">
      <div className={classes.testHead}>
        <h4>Test send</h4>
        <p className="dim">
          One small <span className="mono">aftercall.test</span> event, signed as usual. It is in the audit, not among
          the messages.
        </p>
        <Button
          leftSection={<IconSend size={14} aria-hidden />}
          loading={test.isPending}
          disabled={!settings.enabled}
          onClick={() => test.mutate({ connectionId, endpointId })}
        >
          Send a test
        </Button>
      </div>
      {settings.enabled ? null : <p className="dim">The endpoint is switched off here.</p>}
      {test.error ? (
        <Note tone="bad" role="alert">
          {sentence(test.error)}
        </Note>
      ) : null}
      {sent ? (
        <>
          <Note tone={tones[sent.outcome]} role="status">
            {sent.explanation}
          </Note>
          <p className={classes.meta}>
            {sent.address ? <span className="mono">{sent.address}</span> : null}
            {sent.certificate ? <CertificateLine certificate={sent.certificate} /> : null}
          </p>
          <Timing timing={sent.timing} />
          <Exchange request={sent.request} response={sent.response} error={sent.error} />
        </>
      ) : null}
    </section>
  );
}
