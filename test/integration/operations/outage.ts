/** What an outage leaves: messages that failed at one receiver, and the plan that resends all of them. */
import type { z } from 'zod';
import { bulkInput } from '../../../shared/contract/bulk.ts';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import { attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { accepted, type Harness } from './harness.ts';

/** The only try of each of `msg-0`, `msg-1` … to `url`, of no call. */
export const failures = (count: number, url: string): object[] =>
  Array.from({ length: count }, (_, n) =>
    webhookAttempted(`msg-${n}`, 1, {
      callId: null,
      request: { ...attemptData('', 1).request, url, headers: [['webhook-id', `msg-${n}`]] },
    }),
  );

export const planAll = async (here: Harness, pace: z.input<typeof bulkInput>['pace']): Promise<BulkPlan> =>
  accepted(
    await here.operations.planBulk(
      bulkInput.parse({
        kind: 'resend',
        select: { filter: { show: 'failed' } },
        name: 'All',
        reason: 'the CRM was down',
        pace,
      }),
    ),
  );
