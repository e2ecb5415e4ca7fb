/** What kind of file it is, from its name and its first bytes. */
import { parseJson } from '../../mirror/parse.ts';

export type Sniffed = { kind: 'lines' | 'list'; skip: number } | { kind: 'none'; why: string } | { kind: 'more' };

/** A line longer than this is the document. */
const mostFirstLine = 1 << 20;

/** `head`: the file's first bytes; `whole`: there are no more. `skip` bytes are none of the content. */
export function sniff(name: string, head: Buffer, whole: boolean): Sniffed {
  if (head.length < 4 && !whole) return { kind: 'more' };
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return { kind: 'none', why: 'It is written in UTF-16. Save it as UTF-8 and import it again.' };
  }
  const skip = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  if (/\.(ndjson|jsonl|ldjson)$/i.test(name)) return { kind: 'lines', skip };
  const text = head.subarray(skip).toString('latin1');
  const first = text.trimStart()[0];
  if (first === undefined) return whole ? { kind: 'none', why: 'It is empty.' } : { kind: 'more' };
  if (first === '[') return { kind: 'list', skip };
  if (first !== '{') {
    return { kind: 'none', why: 'It is no JSON: a file of JSON, NDJSON or HAR begins with “{” or “[”.' };
  }
  const start = text.length - text.trimStart().length;
  const end = text.indexOf('\n', start);
  if (end < 0) return whole || text.length > mostFirstLine ? { kind: 'list', skip } : { kind: 'more' };
  // Several values one after the other; a document's first line alone is none.
  return { kind: isJson(head.subarray(skip + start, skip + end).toString('utf8')) ? 'lines' : 'list', skip };
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
