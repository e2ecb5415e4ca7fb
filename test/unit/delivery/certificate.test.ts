import { expect, test } from 'vitest';
import { certificateOf } from '../../../electron/core/delivery/certificate.ts';

const dates = { valid_from: 'Nov 21 02:09:20 2026 GMT', valid_to: 'Oct 28 02:09:20 2126 GMT' };
const name = (fields: Record<string, string | string[]>) => fields as never;

test.each([
  ['a common name', { subject: name({ CN: 'a.test' }) }, 'a.test'],
  ['an organisation beside it', { subject: name({ CN: 'a.test', O: 'A' }) }, 'a.test (A)'],
  ['a field that stands there twice', { subject: name({ CN: ['a.test', 'b.test'] }) }, 'a.test'],
  ['only other names', { subject: name({}), subjectaltname: 'DNS:a.test, DNS:b.test' }, 'a.test'],
  ['no name at all', {}, ''],
  ['an endless name', { subject: name({ CN: 'x'.repeat(10_000) }) }, 'x'.repeat(200)],
])('of %s the subject is told', (_what, fields, subject) => {
  expect(certificateOf({ ...dates, ...fields })).toEqual({
    subject,
    issuer: '',
    validFrom: Date.UTC(2026, 10, 21, 2, 9, 20),
    validTo: Date.UTC(2126, 9, 28, 2, 9, 20),
  });
});

test.each([null, {}, { ...dates, valid_to: 'soon' }])('%j is no certificate', (peer) => {
  expect(certificateOf(peer)).toBeNull();
});
