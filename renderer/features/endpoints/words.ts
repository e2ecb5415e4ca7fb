/** Endpoints in words: how they do, how they sign, what a range lets through. */
import type { RangeName } from '../../../shared/domain/connection.ts';
import type { Endpoint, EndpointHealth } from '../../../shared/domain/endpoint.ts';
import type { SigningKind, SigningScheme } from '../../../shared/domain/signing.ts';
import { plural } from '../../ui/format.ts';
import type { StateName } from '../../ui/Words.tsx';

/** A share as whole percents that never claim all or nothing where it is not so. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  if (part < whole && share > 99) return '> 99 %';
  if (part > 0 && share < 1) return '< 1 %';
  return `${Math.round(share)} %`;
}

/** Of fewer a share says nothing. */
const fewAttempts = 5;
/** More than this share of failures in a day is not steady, even where the newest attempt went well. */
const steadyShare = 0.1;

/** How an endpoint does, as a state with a word. */
export function healthOf({ health, settings, announced }: Pick<Endpoint, 'health' | 'settings' | 'announced'>): {
  state: StateName | 'none';
  word: string;
} {
  if (!settings.enabled) return { state: 'held', word: 'switched off here' };
  if (announced && !announced.enabled) return { state: 'skipped', word: 'switched off by the platform' };
  if (health.breaker === 'held') return { state: 'failed', word: 'keeps failing' };
  if (health.breaker === 'trying') return { state: 'pending', word: 'being tried' };
  if (health.failuresInARow >= 3) return { state: 'failed', word: 'failing' };
  if (health.lastSuccessAt === null && health.lastFailureAt === null)
    return { state: 'none', word: 'nothing sent yet' };
  const failed = health.attempts - health.succeeded;
  if (health.attempts >= fewAttempts && failed > health.succeeded) return { state: 'failed', word: 'mostly failing' };
  if (health.failuresInARow > 0) return { state: 'unsteady', word: 'last one failed' };
  if (failed > health.attempts * steadyShare) return { state: 'unsteady', word: 'unsteady' };
  return { state: 'succeeded', word: 'healthy' };
}

/** What the breaker does, in a sentence. */
export function breakerWords({ breaker, failuresInARow }: EndpointHealth): string {
  switch (breaker) {
    case 'closed':
      return 'Closed: bulk operations send to it.';
    case 'held':
      return `Open after ${plural(failuresInARow, 'failure')} in a row: items of bulk operations wait. Single resends go out.`;
    case 'trying':
      return 'Half open: one item goes out to see whether it has recovered.';
  }
}

export const schemeNames: Record<SigningKind, string> = {
  none: 'None',
  'standard-webhooks': 'Standard Webhooks',
  altur: 'Altur',
  replicer: 'Replicer',
  hmac: 'HMAC in a header',
  bearer: 'Bearer token',
};

export const schemeHelp: Record<SigningKind, string> = {
  none: 'Goes out without a signature.',
  'standard-webhooks':
    'HMAC-SHA256 over id, time and body (v1). A secret that begins with whsk_ signs with ed25519 (v1a).',
  altur: 'HMAC-SHA256 of the body in X-Altur-Signature.',
  replicer: 'HMAC-SHA256 of the body in X-Replicer-Signature, with delivery id and time beside it.',
  hmac: 'A digest of the raw body in a header of your choice.',
  bearer: 'The secret itself as Authorization: Bearer …',
};

/** As short as tells schemes apart: `HMAC SHA-256`. */
export function schemeBrief(scheme: SigningScheme): string {
  return scheme.kind === 'hmac' ? `HMAC ${scheme.hash.replace('sha', 'SHA-')}` : schemeNames[scheme.kind];
}

/** With its parameters: `HMAC SHA-256, hex, in X-Signature`. */
export function schemeWords(scheme: SigningScheme): string {
  return scheme.kind === 'hmac'
    ? `${schemeBrief(scheme)}, ${scheme.encoding}, in ${scheme.header}`
    : schemeBrief(scheme);
}

/** The scheme in force, and whose word that is. */
export function signatureWords({ scheme, settings, announced }: Pick<Endpoint, 'scheme' | 'settings' | 'announced'>) {
  const words = scheme.kind === 'none' ? 'No signature' : `Signed: ${schemeWords(scheme)}`;
  if (!announced) return words;
  if (settings.scheme === null) return announced.scheme ? `${words}, as announced` : words;
  const other = announced.scheme ? schemeWords(announced.scheme) : 'none';
  return JSON.stringify(settings.scheme) === JSON.stringify(announced.scheme ?? { kind: 'none' })
    ? `${words}, as announced`
    : `${words}, set here (announced: ${other})`;
}

/** Whether it signs, and with what: `2 secrets, rotating`. */
export function secretWords({ scheme, secrets }: Pick<Endpoint, 'scheme' | 'secrets'>): string {
  if (scheme.kind === 'none') return 'no secret needed';
  if (secrets === 0) return 'secret missing: goes out unsigned';
  return secrets === 1 ? 'secret held' : 'two secrets held, rotating';
}

export const rangeHelp: Record<RangeName, string> = {
  loopback: 'this machine itself, with whatever listens here for nobody else',
  private: 'internal networks and their services (10/8, 172.16/12, 192.168/16, fc00::/7)',
  'link-local': 'neighbours on the same wire (169.254/16, fe80::/10)',
  cgnat: 'carrier-grade NAT (100.64/10)',
  metadata: 'cloud metadata: gives away credentials; hardly ever right',
  multicast: 'many receivers at once; no webhook goes there',
  documentation: 'addresses reserved for examples',
  reserved: 'reserved and unassigned addresses',
};
