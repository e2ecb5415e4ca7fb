/** The certificate that a receiver presented, in the few words that an operator needs of it. */
import type { PeerCertificate } from 'node:tls';
import type { Certificate } from '../../../shared/domain/webhook.ts';

/** Names come from the receiver: nobody should have to keep more of one. */
const longestName = 200;

/** `null` when it presented none, or one without dates. */
export function certificateOf(peer: Partial<PeerCertificate> | null): Certificate | null {
  const validFrom = Date.parse(peer?.valid_from ?? '');
  const validTo = Date.parse(peer?.valid_to ?? '');
  if (!peer || Number.isNaN(validFrom) || Number.isNaN(validTo)) return null;
  const otherName = /DNS:([^,\s]+)/.exec(peer.subjectaltname ?? '')?.[1] ?? '';
  return {
    subject: nameIn(peer.subject) || otherName.slice(0, longestName),
    issuer: nameIn(peer.issuer),
    validFrom,
    validTo,
  };
}

/** Its common name, with the organisation where it says one. Of a field that stands there twice the first counts. */
function nameIn(fields: Partial<Record<'CN' | 'O', string | string[]>> | undefined): string {
  const [common, organisation] = [fields?.CN, fields?.O].map(
    (field) => (Array.isArray(field) ? field[0] : field) ?? '',
  );
  const name = common && organisation ? `${common} (${organisation})` : common || organisation || '';
  return name.slice(0, longestName);
}
