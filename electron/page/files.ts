/** Finds what a URL path means in the built renderer: one of its files, or the page itself for any address the router owns. */
import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

/** `body` as it lies on disk; for a `page` the nonce is still to be put in. */
export type PageFile =
  | { kind: 'page'; body: Buffer; contentType: string }
  | { kind: 'asset'; body: Buffer; contentType: string; immutable: boolean };

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Reads what `pathname` (still percent-encoded, as in a URL) means under `root`. A path whose last part has a known file ending is
 * that file or `null`; every other path is the page. Paths that would leave `root`, or that hide a separator, are `null`.
 */
export async function readPageFile(root: string, pathname: string): Promise<PageFile | null> {
  const relative = decodePath(pathname);
  if (relative === null) return null;
  const type = contentTypes[extname(relative).toLowerCase()];
  if (type === undefined || relative === '/index.html') {
    const body = await readOrNull(join(root, 'index.html'));
    return body && { kind: 'page', body, contentType: 'text/html; charset=utf-8' };
  }
  const file = resolve(root, `.${relative}`);
  if (!file.startsWith(resolve(root) + sep)) return null;
  const body = await readOrNull(file);
  // Vite puts a content hash into the name of everything it writes to assets/.
  return body && { kind: 'asset', body, contentType: type, immutable: relative.startsWith('/assets/') };
}

function decodePath(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (!decoded.startsWith('/') || decoded.includes('\0') || decoded.includes('\\')) return null;
  if (decoded.split('/').includes('..')) return null;
  return decoded;
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EISDIR', 'ENOTDIR'].includes(String(error.code))) {
      return null;
    }
    throw error;
  }
}
