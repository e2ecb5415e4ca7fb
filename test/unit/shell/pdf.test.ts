/** The page written to a PDF by the desktop shell: only for the page itself, only where the operator says, and never silently not. */
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { servePdf } from '../../../electron/main/pdf.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';

const page = { url: 'aftercall://console/review/report', parent: null };

/** What the page is told after asking, and with which name the operator was asked. */
async function ask(
  path: string | null,
  { frame = page as typeof page | null, print = async () => Buffer.from('%PDF-') } = {},
) {
  const ipc = new EventEmitter();
  const send = vi.fn();
  const where = vi.fn(async (_contents: unknown, _name: string) => path);
  servePdf(ipc as never, where);
  const sender = { getTitle: () => 'Report: a/b', isDestroyed: () => false, printToPDF: print, send };
  ipc.emit('aftercall:save-pdf', { senderFrame: frame, sender });
  await vi.waitFor(() => expect(send.mock.calls.length + (frame?.parent === null ? 0 : 1)).toBe(1));
  return { told: send.mock.calls[0], name: where.mock.calls[0]?.[1] };
}

test('is written where the operator says, under a name that every system takes', async () => {
  const path = join(temporaryFolder(), 'report.pdf');
  expect(await ask(path)).toEqual({ told: ['aftercall:pdf-saved', { ok: true, path }], name: 'Report  a b.pdf' });
  expect(await readFile(path, 'utf8')).toBe('%PDF-');
});

test('is not written where the operator chose nothing', async () => {
  const print = vi.fn();
  expect((await ask(null, { print })).told).toEqual(['aftercall:pdf-saved', { ok: true, path: null }]);
  expect(print).not.toHaveBeenCalled();
});

test('says why it could not be written', async () => {
  const { told } = await ask(join(temporaryFolder(), 'no such folder', 'report.pdf'));
  expect(told).toEqual(['aftercall:pdf-saved', { ok: false, why: expect.stringContaining('ENOENT') }]);
});

test('is nobody’s to ask for but the page’s', async () => {
  expect((await ask('/nowhere.pdf', { frame: null })).told).toBeUndefined();
});
