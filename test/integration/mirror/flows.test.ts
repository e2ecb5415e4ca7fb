/** Published flows in the mirror: in whichever form they came, with what lint finds, version by version. */
import { expect, test } from 'vitest';
import { flowPublished } from '../../fixtures/events/chain-ran.ts';
import { envelope } from '../../fixtures/events/envelope.ts';
import { connectionId, mirrorForTest } from './mirror.ts';

const ivr = (version: number, hangUpFrom: string) =>
  envelope('flow.published', {
    ivrId: 'line',
    version,
    name: 'Main line',
    nodes: [
      { id: 'a', type: 'Start' },
      { id: 'b', type: 'Gather' },
      { id: 'c', type: 'Hang-up Node' },
      { id: 'd', type: 'End' },
    ],
    links: [
      { from: 'a', to: 'b' },
      { from: hangUpFrom, to: 'c' },
      { from: 'c', to: 'd' },
    ],
  });

test('an IVR’s design is kept as a flow, and its versions each with what is wrong with them', () => {
  const mirror = mirrorForTest();
  mirror.commit(ivr(1, 'b'), ivr(2, 'a'), flowPublished());
  const look = () => mirror.read.flowDetail(connectionId, 'line', undefined);
  const newest = look();
  expect(newest).toMatchObject({
    flow: { flowId: 'line', version: 2, nodes: [{ on: { next: 'b', hangup: 'c' } }, {}, { type: 'hangup' }, {}] },
    versions: [
      { version: 2, nodes: 4, findings: { error: 0, warning: 0, hint: 0 } },
      { version: 1, nodes: 4, findings: { error: 2, warning: 0, hint: 0 } },
    ],
    findings: [],
  });
  expect(mirror.read.flowDetail(connectionId, 'line', 1)?.findings.map(({ rule }) => rule)).toEqual([
    'hang-up not from start',
    'hang-up in main flow',
  ]);
  expect(mirror.read.newestFlows(connectionId).map(({ flowId, version }) => [flowId, version])).toEqual([
    ['after-call', 1],
    ['line', 2],
  ]);
  expect(mirror.read.chainList().map(({ flowId, version }) => [flowId, version])).toEqual([
    ['after-call', 1],
    ['line', 2],
    ['line', 1],
  ]);
});

test('a version or a flow that was not published is none', () => {
  const mirror = mirrorForTest();
  mirror.commit(ivr(1, 'a'));
  expect(mirror.read.flowDetail(connectionId, 'line', 2)).toBe(null);
  expect(mirror.read.flowDetail(connectionId, 'other', undefined)).toBe(null);
  expect(mirror.read.flowDetail('other', 'line', 1)).toBe(null);
});
