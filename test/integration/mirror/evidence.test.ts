/** What an evidence pack is made of, and that whoever gets it can check it as it says. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { EvidenceAsked } from '../../../electron/core/privacy/evidence/facts.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const asked: EvidenceAsked = {
  redacted: false,
  madeAt: 1_790_000_000_000,
  actor: 'Åsa',
  connection: 'Demo',
  version: '1',
};

/** A call one of whose messages was resent within an operation on many. */
function resent(): TestMirror {
  const mirror = mirrorForTest();
  const operation = {
    id: 'op-1',
    itemId: 'item-1',
    mode: 'same',
    actor: 'Åsa',
    reason: null,
    root: 'msg-1',
    parent: 'msg-1',
  };
  mirror.commit(
    callEnded('replicer', 'call-1'),
    webhookAttempted('msg-1', 1),
    webhookAttempted('msg-1', 2, { trigger: 'manual', operation }, { source: '//aftercall/machine' }),
  );
  const line = { at: 1, actor: 'Åsa' };
  mirror.writer.audit({ ...line, action: 'resend started', subject: 'op-1', detail: {} });
  mirror.writer.audit({ ...line, action: 'items ended', subject: 'op-1', detail: { items: [{ targets: ['msg-9'] }] } });
  mirror.writer.audit({ ...line, action: 'items ended', subject: 'op-1', detail: { items: [{ targets: ['msg-1'] }] } });
  mirror.writer.audit({ ...line, action: 'resend started', subject: 'op-2', detail: {} });
  return mirror;
}

function filesOf(mirror: TestMirror, how: Partial<EvidenceAsked> = {}) {
  const bytes = mirror.read.evidencePack(1, { ...asked, ...how })?.bytes ?? expect.unreachable('no pack');
  const files = unzipSync(bytes);
  return { bytes, files, json: (path: string) => JSON.parse(strFromU8(files[path] ?? new Uint8Array())) };
}

test('two packs of a call differ in nothing but the time they were made', () => {
  const mirror = resent();
  const [one, two, later] = [filesOf(mirror), filesOf(mirror), filesOf(mirror, { madeAt: asked.madeAt + 1 })];
  expect(Buffer.from(two.bytes).equals(one.bytes)).toBe(true);
  const different = Object.keys(one.files).filter(
    (path) => !Buffer.from(one.files[path] ?? []).equals(later.files[path] ?? Buffer.alloc(0)),
  );
  expect(different).toEqual(['index.html', 'manifest.json']);
});

test('of an operation on many, the lines about the whole and about this call are there', () => {
  const { lines } = filesOf(resent()).json('audit.json');
  expect(lines.map(({ id }: { id: number }) => id)).toEqual([1, 3]);
});

test('what it says of verifying, done word for word, says that the lines follow', () => {
  const { files } = filesOf(resent());
  const folder = temporaryFolder();
  const audit = strFromU8(files['audit.json'] ?? new Uint8Array());
  const script = /node -e "([^"]+)"/.exec(strFromU8(files['HOW-TO-VERIFY.txt'] ?? new Uint8Array()))?.[1] ?? '';
  const verified = (text: string): string => {
    writeFileSync(join(folder, 'audit.json'), text);
    return execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });
  };
  expect(verified(audit)).toBe('1 true\n3 true\n');
  expect(verified(audit.replace('resend started', 'resend aborted'))).toBe('1 false\n3 true\n');
});

test('every event is a file, named for its place; of no call there is no pack', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('replicer', 'call-1'));
  expect(mirror.read.evidencePack(2, asked)).toBeNull();
  const { json } = filesOf(mirror);
  expect(json('manifest.json').files.find(({ event }: { event?: unknown }) => event)).toMatchObject({
    path: 'events/000000001-call.ended.json',
    event: { seq: 1, asReceived: true, why: null },
  });
});
