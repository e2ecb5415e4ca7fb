/** What an operator may change in a message, and what it then goes out as. */
import { describe, expect, test } from 'vitest';
import {
  editedRequest,
  editProblem,
  editWarnings,
  keptEdit,
  newMessageId,
  renamed,
} from '../../../electron/core/operations/edited-resend.ts';
import type { ResendEdit } from '../../../shared/domain/operation.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';

const none: SigningScheme = { kind: 'none' };
const hmac: SigningScheme = { kind: 'hmac', header: 'X-Mine', hash: 'sha256', encoding: 'hex', prefix: '' };

const original: HttpRequestRecord = {
  method: 'POST',
  url: 'https://crm.example/hooks',
  headers: [
    ['Content-Type', 'application/json'],
    ['X-Trace', 'a'],
    ['x-trace', 'b'],
    ['webhook-id', 'msg-1'],
  ],
  body: '{"n":1}',
  encoding: 'utf8',
};

describe('an edit is refused', () => {
  test.each<[string, ResendEdit, SigningScheme, RegExp]>([
    ['that sets the host', { set: [['Host', 'x']] }, none, /"Host" belongs to the connection/],
    ['that sets the length', { set: [['content-length', '3']] }, none, /"content-length" belongs to the connection/],
    ['that removes a hop-by-hop header', { remove: ['Connection'] }, none, /"Connection" belongs to the connection/],
    ['that sets the id', { set: [['Webhook-Id', 'x']] }, none, /"Webhook-Id" is made anew/],
    ['that removes a signature', { remove: ['X-Altur-Signature'] }, none, /is made anew/],
    ['that sets the header its scheme signs in', { set: [['x-mine', 'x']] }, hmac, /"x-mine" is made anew/],
    ['that sets a bearer’s token', { set: [['authorization', 'x']] }, { kind: 'bearer' }, /is made anew/],
    ['that sets the marker', { set: [['Aftercall-Edited', 'x']] }, none, /is made anew/],
    ['with a name that is none', { set: [['X Trace', 'x']] }, none, /cannot be the name of a header/],
    ['that removes what cannot be a name', { remove: ['a:b'] }, none, /cannot be the name of a header/],
    ['with a line break in a value', { set: [['x-trace', 'a\r\nHost: evil']] }, none, /line break/],
    ['with a body that is not base64', { body: { text: 'é!', encoding: 'base64' } }, none, /not valid base64/],
    ['with base64 that is cut', { body: { text: 'YWI', encoding: 'base64' } }, none, /not valid base64/],
  ])('%s', (_what, edit, scheme, why) => {
    expect(editProblem(edit, scheme)).toMatch(why);
  });

  test('and otherwise is not', () => {
    const edit: ResendEdit = {
      body: { text: 'YWI=', encoding: 'base64' },
      set: [
        ['X-Mine', 'x'],
        ['authorization', 'Basic x'],
      ],
      remove: ['x-trace'],
    };
    expect(editProblem(edit, none)).toBe(null);
  });
});

test('headers are replaced and removed whatever their case; what is not named stays', () => {
  const edited = editedRequest(original, { set: [['X-TRACE', 'c']], remove: ['not-there'] });
  expect(edited.headers).toEqual([
    ['Content-Type', 'application/json'],
    ['webhook-id', 'msg-1'],
    ['X-TRACE', 'c'],
  ]);
  expect(edited.body).toBe(original.body);
});

test('a new body takes the place of all of the old one, and the type stays', () => {
  const edited = editedRequest(original, { body: { text: '/w==', encoding: 'base64' } });
  expect(edited).toMatchObject({ body: '/w==', encoding: 'base64' });
  expect(edited.headers[0]).toEqual(['Content-Type', 'application/json']);
});

test('what a header says of the old body is warned of', () => {
  const gzip: HttpRequestRecord = { ...original, headers: [['Content-Encoding', 'gzip']] };
  expect(editWarnings(gzip, { body: { text: '', encoding: 'utf8' } })).toEqual([
    expect.stringContaining('Content-Encoding still says “gzip”'),
  ]);
  expect(editWarnings(gzip, { set: [] })).toEqual([]);
});

test('the new id stands wherever the old one stood, and a marker names the old one', () => {
  expect(renamed([['Svix-Id', 'msg-1']], 'msg_new', 'msg-1')).toEqual([
    ['Svix-Id', 'msg_new'],
    ['aftercall-edited', 'msg-1'],
  ]);
  expect(renamed([['x-other', '1']], 'msg_new', 'msg-1')).toEqual([
    ['x-other', '1'],
    ['webhook-id', 'msg_new'],
    ['aftercall-edited', 'msg-1'],
  ]);
});

test('ids are new each time, and secrets are not kept twice', () => {
  expect(newMessageId()).toMatch(/^msg_[0-9a-f]{32}$/);
  expect(newMessageId()).not.toBe(newMessageId());
  expect(keptEdit({ set: [['authorization', 'Bearer abc']] })).toEqual({ set: [['authorization', 'Bearer ••••••']] });
});
