import { expect, test } from 'vitest';
import { maskedDiff, maskedFlow } from '../../../electron/core/api/masked-flow.ts';
import { diffFlows } from '../../../electron/core/chains/flow-diff.ts';
import type { Flow } from '../../../shared/domain/chain.ts';

const flow = (token: string, version = 1): Flow => ({
  flowId: 'f',
  version,
  name: 'F',
  nodes: [
    {
      id: 'post',
      type: 'httpCall',
      config: {
        url: `https://user:${token}@x.example/?api_key=${token}&page=1`,
        headers: { Authorization: `Bearer ${token}`, 'X-Trace': 'on' },
        body: { password: token, note: 'kept' },
      },
      on: {},
    },
  ],
});

test('a flow is shown without what stands in a secret’s place', () => {
  const shown = maskedFlow(flow('t0psecret'));
  expect(JSON.stringify(shown)).not.toContain('t0psecret');
  expect(shown.nodes[0]?.config).toMatchObject({ headers: { 'X-Trace': 'on' }, body: { note: 'kept' } });
});

test('that a secret changed is told, not what it was and is', () => {
  const diff = maskedDiff(diffFlows(flow('t0psecret'), flow('n3wsecret', 2)));
  expect(diff.changed[0]?.config.map(({ path }) => path)).toEqual(['url', 'headers.Authorization', 'body.password']);
  expect(JSON.stringify(diff)).not.toMatch(/t0psecret|n3wsecret/);
});
