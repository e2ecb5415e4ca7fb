/**
 * Who may use the console in a browser. A link carries a one-time token; whoever brings it first is given a session cookie, and the
 * token is worth nothing from then on. Both live in memory only: they end with the process.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** More links than this at once are never needed; the oldest unused one lapses. */
const openTokens = 8;
const openSessions = 32;

export interface Access {
  /** A new one-time token, 256 bits, URL-safe. */
  issueToken(): string;
  /** Trades a token for a session id, once; `null` for a token unknown or used. */
  redeem(token: string): string | null;
  /** Whether a `Cookie` header carries a session of ours. */
  admits(cookieHeader: string | undefined): boolean;
  /** The `Set-Cookie` value for a session. */
  cookie(session: string): string;
}

/**
 * Keeps tokens and sessions of one console. Browsers do not tell ports apart in cookies, so `port` is part of the cookie's name:
 * two consoles on one machine do not sign each other out. Secrets are compared by digest, in constant time.
 */
export function createAccess(port: number): Access {
  const name = `aftercall-${port}`;
  const tokens: Buffer[] = [];
  const sessions: Buffer[] = [];

  return {
    issueToken() {
      const token = randomBytes(32).toString('base64url');
      remember(tokens, digest(token), openTokens);
      return token;
    },
    redeem(token) {
      const index = find(tokens, token);
      if (index < 0) return null;
      tokens.splice(index, 1);
      const session = randomBytes(32).toString('base64url');
      remember(sessions, digest(session), openSessions);
      return session;
    },
    admits(cookieHeader) {
      return cookieValues(cookieHeader, name).some((value) => find(sessions, value) >= 0);
    },
    cookie: (session) => `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function remember(list: Buffer[], entry: Buffer, most: number): void {
  list.push(entry);
  if (list.length > most) list.shift();
}

/** Looks at every entry, so that the time taken says nothing about which one matched. */
function find(list: readonly Buffer[], secret: string): number {
  const wanted = digest(secret);
  let found = -1;
  for (const [index, entry] of list.entries()) {
    if (timingSafeEqual(entry, wanted)) found = index;
  }
  return found;
}

function cookieValues(header: string | undefined, name: string): string[] {
  if (header === undefined) return [];
  return header
    .split(';', 64)
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}
