/** A small built renderer in a temporary folder, with a file beside it that must never be served. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BuiltPage {
  rendererDir: string;
  remove(): Promise<void>;
}

export async function buildPage(): Promise<BuiltPage> {
  const parent = await mkdtemp(join(tmpdir(), 'aftercall-page-'));
  const rendererDir = join(parent, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(
    join(rendererDir, 'index.html'),
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>',
  );
  await writeFile(join(rendererDir, 'assets', 'main-abc123.js'), 'export {};\n');
  await writeFile(join(rendererDir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(parent, 'outside.json'), '{"secret":true}');
  return { rendererDir, remove: () => rm(parent, { recursive: true, force: true }) };
}
