/** Marking everything that a filter finds: every call once, some at a time, stopped when asked, told to the audit, and undone. */
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { callFilter } from '../../../shared/contract/filters.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { frame, minute } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { type Client, startTestCore, ways } from './core.ts';

const [, overPort] = ways[0];
const calls = 450;
/** What marking changes is what narrows the list: nothing may be passed over for it. */
const filter = callFilter.parse({ review: 'not reviewed' });

async function console(): Promise<Client> {
  const folder = temporaryFolder();
  const mirror = openMirror(folder);
  const received = Array.from({ length: calls }, (_, n) =>
    frame(callEnded('replicer', `call-${n}`, { endedAt: minute(n) })),
  );
  createWriter(mirror.db).commit({ connectionId: 'gone', zone: 'UTC', received, position: null });
  mirror.close();
  const core = await startTestCore(folder);
  onTestFinished(() => core.close());
  return (await overPort(core)).client;
}

const left = async (client: Client) => (await client.calls.page({ ...filter, limit: 1 })).rows.length;

test('marks every call once, leaves what is reviewed already as it is, and takes all of it back', async () => {
  const client = await console();
  const [first] = (await client.calls.page({ limit: 1 })).rows;
  const id = first?.id ?? 0;
  await client.review.change({ id, reviewed: true, score: 5 });
  const undos: number[] = [];
  const looked: number[] = [];
  for await (const step of await client.review.mark({ filter: callFilter.parse({}), as: 'reviewed' })) {
    undos.push(...step.undos);
    looked.push(step.looked);
    expect(step.total).toEqual({ count: calls, exact: true });
  }
  expect(looked).toEqual([200, 400, calls]);
  expect(new Set(undos).size).toBe(calls - 1);
  expect(await left(client)).toBe(0);
  expect(await client.review.of({ id })).toMatchObject({ score: 5 });
  const [line] = (await client.audit.page({ action: 'calls reviewed' })).rows;
  expect(line?.detail).toMatchObject({ looked: calls, marked: calls - 1, complete: true });

  // Somebody scores one meanwhile: that one is theirs.
  const [other] = (await client.calls.page({ limit: 2 })).rows.slice(1);
  await client.review.change({ id: other?.id ?? 0, score: 2 });
  expect(await client.review.undoMany({ undos: undos.slice(0, 225) })).toEqual({ undone: 224, kept: 1 });
  expect(await client.review.undoMany({ undos: undos.slice(225) })).toEqual({ undone: calls - 226, kept: 0 });
  expect((await client.review.of({ id: other?.id ?? 0 })).reviewedAt).not.toBeNull();
});

test('what narrows the list by the mark itself still finds every call, and stopping leaves the rest', async () => {
  const client = await console();
  const stop = new AbortController();
  const steps = await client.review.mark({ filter, as: 'reviewed' }, { signal: stop.signal });
  const begun = await steps.next();
  expect(begun.value).toMatchObject({ looked: 200 });
  stop.abort();
  await steps.return?.().catch(() => {});
  await expect.poll(async () => (await client.audit.page({ action: 'calls reviewed' })).rows.length).toBe(1);
  expect(await left(client)).toBe(1);

  let marked = 0;
  for await (const step of await client.review.mark({ filter, as: 'reviewed' })) marked += step.undos.length;
  expect(marked).toBeGreaterThan(0);
  expect(await left(client)).toBe(0);
});
