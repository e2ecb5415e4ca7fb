/** A rendered request as a plan may show it: secrets masked in its address, its headers and its JSON body. */
import type { Json } from '../../../shared/domain/chain.ts';
import type { RenderedRequest } from '../../../shared/domain/operation.ts';
import { recordBody } from '../delivery/body.ts';
import { isSecretHeader, mask, maskHeaders } from '../delivery/headers.ts';
import type { CallRequest } from './http-request.ts';
import { maskUrl } from './mask-url.ts';

export function maskedRequest({ method, url, headers, body }: CallRequest): RenderedRequest {
  return { method, url: maskUrl(url), headers: maskHeaders(headers), ...recordBody(maskBody(body)) };
}

function maskBody(body: Buffer): Buffer {
  let parsed: Json;
  try {
    parsed = JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return body;
  }
  const masked = maskJson(parsed);
  return masked === parsed ? body : Buffer.from(JSON.stringify(masked));
}

/** The same value when there is nothing to mask in it, so that the received text can stay as it is. */
export function maskJson(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(maskJson);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const members = Object.entries(value).map(([key, item]): [string, Json] => [
    key,
    typeof item === 'string' && isSecretHeader(key) ? mask : maskJson(item),
  ]);
  return members.some(([key, item]) => item !== value[key]) ? Object.fromEntries(members) : value;
}
