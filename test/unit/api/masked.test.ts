import { expect, test } from 'vitest';
import { maskedLineage, maskedMessage } from '../../../electron/core/api/masked.ts';
import { chainRan, step } from '../../fixtures/events/chain-ran.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest } from '../../integration/mirror/mirror.ts';

const request = {
  method: 'POST',
  url: 'https://user:hunter2@crm.example/calls?api_key=k3y&from=1',
  headers: [
    ['Authorization', 'Bearer t0ken'],
    ['X-Altur-Signature', 'signed'],
    ['webhook-id', 'msg-1'],
  ] as [string, string][],
  body: '{}',
};

const shown = {
  url: 'https://••••••@crm.example/calls?api_key=••••••&from=1',
  headers: [
    ['Authorization', 'Bearer ••••••'],
    ['X-Altur-Signature', 'signed'],
    ['webhook-id', 'msg-1'],
  ],
};

test('credentials of a recorded attempt stay in core; its signature and id are shown', () => {
  const mirror = mirrorForTest();
  mirror.commit(webhookAttempted('m1', 1, { request }));
  const message = mirror.read.message(1);
  if (!message) throw new Error('the message is not there');
  expect(message.timeline[0]?.request.url).toContain('hunter2');
  const masked = maskedMessage(message);
  expect(masked.timeline[0]?.request).toMatchObject(shown);
  expect(JSON.stringify(masked)).not.toMatch(/hunter2|t0ken|k3y/);
});

test('credentials of a recorded step stay in core', () => {
  const mirror = mirrorForTest();
  mirror.commit(chainRan('run-1', { steps: [step({ nodeId: 'notify', type: 'httpCall', request })] }));
  const run = mirror.read.run(1);
  if (!run) throw new Error('the run is not there');
  const masked = maskedLineage(run);
  expect(masked.original.trace[0]?.request).toMatchObject(shown);
  expect(JSON.stringify(masked)).not.toMatch(/hunter2|t0ken|k3y/);
});
