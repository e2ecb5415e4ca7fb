/** Why a call was found: the field that holds what was typed, where its line does not show it anyway. */
import type { CallRow } from '../../../shared/domain/call.ts';
import { dispositionWords } from './words.ts';

type Searched = Pick<
  CallRow,
  'customerNumber' | 'customerName' | 'agentName' | 'callId' | 'campaign' | 'disposition' | 'reason'
>;

const fields = [
  ['number', 'customerNumber'],
  ['name', 'customerName'],
  ['agent', 'agentName'],
  ['outcome', 'disposition'],
  ['reason', 'reason'],
  ['campaign', 'campaign'],
  ['call id', 'callId'],
] as const satisfies [string, keyof Searched][];

/**
 * `campaign Webshop`, where `shown` does not hold the text already; a call that has it in nothing shorter has it in its summary.
 * Numbers are found by their digits.
 */
export function matchWords(call: Searched, text: string, shown: string): string {
  const wanted = text.toLowerCase();
  if (shown.toLowerCase().includes(wanted)) return '';
  const digits = /^[\d\s()+./-]+$/.test(text) ? text.replace(/\D/g, '') : '';
  if (digits !== '' && call.customerNumber?.includes(digits)) return '';
  const hit = fields.find(([, field]) => call[field]?.toLowerCase().includes(wanted));
  if (!hit) return 'found in the summary';
  const [name, field] = hit;
  const value = call[field] ?? '';
  return `${name} ${field === 'reason' || field === 'disposition' ? dispositionWords(value) : value}`;
}
