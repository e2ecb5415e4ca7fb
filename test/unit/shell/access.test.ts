import { expect, test } from 'vitest';
import { createAccess } from '../../../electron/web/access.ts';

const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

test('a token is worth one session', () => {
  const access = createAccess(4747);
  const token = access.issueToken();
  const session = access.redeem(token);
  expect(session).toMatch(/^[\w-]{43}$/);
  expect(access.redeem(token)).toBeNull();
  expect(access.admits(cookieOf(access.cookie(session ?? '')))).toBe(true);
});

test('a token is no session and a session is no token', () => {
  const access = createAccess(4747);
  const token = access.issueToken();
  expect(access.admits(`aftercall-4747=${token}`)).toBe(false);
  const session = access.redeem(token) ?? '';
  expect(access.redeem(session)).toBeNull();
});

test("the session is found among other programs' cookies on the same machine", () => {
  const access = createAccess(4747);
  const session = access.redeem(access.issueToken()) ?? '';
  expect(access.admits(`theme=dark; aftercall-4748=other; aftercall-4747=${session}`)).toBe(true);
  expect(access.admits(`aftercall-4747=stale; aftercall-4747=${session}`)).toBe(true);
  expect(access.admits(`aftercall-4748=${session}`)).toBe(false);
  expect(access.admits(`xaftercall-4747=${session}`)).toBe(false);
});

test('the oldest of many unused links lapses, the newest eight stay good', () => {
  const access = createAccess(4747);
  const tokens = Array.from({ length: 9 }, () => access.issueToken());
  expect(tokens.map((token) => access.redeem(token) !== null)).toEqual([false, ...Array(8).fill(true)]);
});
