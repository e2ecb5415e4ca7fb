/** Which calls a subscription covers. */
import { expect, test } from 'vitest';
import { covers } from '../../../shared/domain/reconcile.ts';

const call = { dialect: 'replicer', agentId: 'a1', campaign: 'Spring' };

test.each([
  [true, { eventTypes: [] }],
  [true, { eventTypes: ['contact.created', 'call.ended'] }],
  [true, { eventTypes: ['call_ended'] }],
  [true, { eventTypes: ['on_call_end'] }],
  [false, { eventTypes: ['contact.created'] }],
  [true, { eventTypes: [], dialect: 'replicer' }],
  [false, { eventTypes: [], dialect: 'altur' }],
  [true, { eventTypes: [], agentIds: ['a2', 'a1'] }],
  [false, { eventTypes: [], agentIds: ['a2'] }],
  [false, { eventTypes: [], agentIds: [] }],
  [true, { eventTypes: [], campaigns: ['Spring'] }],
  [false, { eventTypes: [], campaigns: ['spring'] }],
  [false, { eventTypes: [], agentIds: ['a1'], campaigns: ['Autumn'] }],
])('%s: %o', (covered, subscription) => {
  expect(covers(subscription, call)).toBe(covered);
});

test('a call without an agent or a campaign is in no list of them', () => {
  const nobody = { ...call, agentId: null, campaign: null };
  expect(covers({ eventTypes: [], agentIds: ['a1'] }, nobody)).toBe(false);
  expect(covers({ eventTypes: [], campaigns: ['Spring'] }, nobody)).toBe(false);
  expect(covers({ eventTypes: [] }, nobody)).toBe(true);
});
