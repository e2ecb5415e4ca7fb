/** What an operator made of a message before sending it, as the edit core takes: only what differs from the original. */
import type { ResendEdit } from '../../../shared/domain/operation.ts';
import type { HeaderList, HttpRequestRecord } from '../../../shared/domain/webhook.ts';

export interface EditDraft {
  headers: { name: string; value: string }[];
  body: string;
}

/** Made anew when the message goes out: the connection's own, signatures, and what carries the id or the time. */
const fixed =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|proxy-.*|expect|aftercall-.*|.*signature.*|.*-timestamp|webhook-id|svix-id|x-replicer-delivery-id)$/i;

const editableHeaders = (headers: HeaderList): HeaderList => headers.filter(([name]) => !fixed.test(name));

export function draftOf({ headers, body }: Pick<HttpRequestRecord, 'headers' | 'body'>): EditDraft {
  return { headers: editableHeaders(headers).map(([name, value]) => ({ name, value })), body };
}

export type EditMade = { ok: true; edit: ResendEdit | null } | { ok: false; problem: string };

/** `null` when nothing differs. */
export function editOf(original: HttpRequestRecord, { headers, body }: EditDraft): EditMade {
  const now = headers.map(({ name, value }): [string, string] => [name.trim(), value]).filter(([name]) => name !== '');
  const bad = now.find(([name]) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name));
  if (bad) return { ok: false, problem: `“${bad[0]}” is not a header name: letters, digits and dashes.` };
  const own = now.find(([name]) => fixed.test(name));
  if (own) return { ok: false, problem: `“${own[0]}” is set anew when the message goes out.` };
  const then = valuesOf(editableHeaders(original.headers));
  const wanted = valuesOf(now);
  const set = now.filter(
    ([name]) => then.get(name.toLowerCase())?.join('\n') !== wanted.get(name.toLowerCase())?.join('\n'),
  );
  const remove = [...then.keys()].filter((name) => !wanted.has(name));
  const changed = body !== original.body;
  if (set.length === 0 && remove.length === 0 && !changed) return { ok: true, edit: null };
  return {
    ok: true,
    edit: {
      ...(changed ? { body: { text: body, encoding: original.encoding } } : {}),
      ...(set.length > 0 ? { set } : {}),
      ...(remove.length > 0 ? { remove } : {}),
    },
  };
}

function valuesOf(headers: HeaderList): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}
