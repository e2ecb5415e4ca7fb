/** A recorded request as a command line, to be tried by hand. Quoted for a POSIX shell, so that nothing in it is run or expanded. */
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';

/** curl makes these itself. */
const own = /^(host|content-length|connection|transfer-encoding|accept-encoding)$/i;
/** How core shows what it keeps to itself. */
const masked = /•{3,}/;

export function curlOf({ method, url, headers, body, encoding }: HttpRequestRecord): string {
  const sent = headers.filter(([name]) => !own.test(name));
  const lines = [`curl --request ${quoted(method)} ${asWritten(url)}${quoted(url)}`];
  // A header without a value is written with a semicolon, or curl would leave it out.
  for (const [name, value] of sent) lines.push(`--header ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
  // curl names a type of its own for data unless it is told not to.
  if (body !== '' && !sent.some(([name]) => /^content-type$/i.test(name))) lines.push(`--header 'content-type:'`);
  const binary = encoding === 'base64' || body.includes('\0');
  if (body !== '') lines.push(binary ? '--data-binary @-' : `--data-raw ${quoted(body)}`);
  const command = lines.join(' \\\n  ');
  const piped =
    binary && body !== '' ? `printf %s ${quoted(asBase64(body, encoding))} | base64 -d | ${command}` : command;
  const hidden = [url, ...sent.map(([, value]) => value)].some((text) => masked.test(text));
  return hidden ? `# Credentials are masked (•••): put yours in their place.\n${piped}` : piped;
}

/** curl would make several addresses of braces and brackets, and tidy away the dots in a path. */
function asWritten(url: string): string {
  const globs = /[[\]{}]/.test(url) ? '--globoff ' : '';
  return /\/\.{1,2}([/?#]|$)/.test(url) ? `${globs}--path-as-is ` : globs;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function asBase64(body: string, encoding: 'utf8' | 'base64'): string {
  if (encoding === 'base64') return body;
  return btoa(Array.from(new TextEncoder().encode(body), (byte) => String.fromCharCode(byte)).join(''));
}
