/**
 * A message that the operator changed before it is sent. It is another message then: it goes out under an id of its own, which the
 * receiver has not seen, and names the original in a marker header.
 */
import { randomUUID } from 'node:crypto';
import type { ResendEdit } from '../../../shared/domain/operation.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList, HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { headerProblem, isOwnedHeader, isSigningHeader, maskHeaders } from '../delivery/headers.ts';
import { signatureHeaderOf } from '../delivery/scheme.ts';

const marker = 'aftercall-edited';

/** Headers that carry a message's id, of every scheme. */
export const idHeaders = ['webhook-id', 'svix-id', 'x-replicer-delivery-id'];

export const newMessageId = (): string => `msg_${randomUUID().replaceAll('-', '')}`;

/** Why an edit cannot be sent, in a sentence; `null` when it can. */
export function editProblem({ body, set = [], remove = [] }: ResendEdit, scheme: SigningScheme): string | null {
  const signedIn = signatureHeaderOf(scheme)?.toLowerCase();
  for (const name of [...set.map(([each]) => each), ...remove]) {
    if (isOwnedHeader(name)) return `The header "${name}" belongs to the connection and cannot be edited.`;
    if (isSigningHeader(name) || [signedIn, marker].includes(name.toLowerCase())) {
      return `The header "${name}" is made anew when the message goes out and cannot be edited.`;
    }
  }
  const problem = headerProblem([...set, ...remove.map((name): [string, string] => [name, ''])]);
  if (problem !== null) return problem;
  if (body?.encoding === 'base64' && !isBase64(body.text)) return 'The new body is not valid base64.';
  return null;
}

/** What is worth knowing about an edit that can be sent. */
export function editWarnings(request: HttpRequestRecord, { body }: ResendEdit): string[] {
  if (!body) return [];
  const described = request.headers.filter(([name]) =>
    /^(content-encoding|content-md5|(content-)?digest)$/i.test(name),
  );
  return described.map(([name, value]) => `The header ${name} still says “${value}” of the body that was edited.`);
}

/** The request with its changes; what it says of its content stays unless it is set. */
export function editedRequest(
  original: HttpRequestRecord,
  { body, set = [], remove = [] }: ResendEdit,
): HttpRequestRecord {
  const gone = new Set([...set.map(([name]) => name), ...remove].map((name) => name.toLowerCase()));
  const kept = original.headers.filter(([name]) => !gone.has(name.toLowerCase()));
  return {
    ...original,
    headers: [...kept, ...set],
    ...(body && { body: body.text, encoding: body.encoding }),
  };
}

/** Under another id, wherever a receiver looks for it, and marked with the one it had. */
export function renamed(headers: HeaderList, newId: string, originalId: string): HeaderList {
  const isId = (name: string) => idHeaders.includes(name.toLowerCase());
  const others = headers.map(([name, value]): [string, string] => [name, isId(name) ? newId : value]);
  const added: HeaderList = others.some(([name]) => isId(name)) ? [] : [['webhook-id', newId]];
  return [...others, ...added, [marker, originalId]];
}

/** As it is kept with the attempt; what a secret header was set to lies in the request alone. */
export function keptEdit(edit: ResendEdit): ResendEdit {
  return edit.set ? { ...edit, set: maskHeaders(edit.set) } : edit;
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
