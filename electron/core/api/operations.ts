/** Handlers of resend and replay. */
import type { ORPCError } from '@orpc/server';
import type { OperationDetail } from '../../../shared/domain/operation.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import type { Outcome, Refusal } from '../operations/operations.ts';
import { api } from './context.ts';

type ErrorMakers = { [R in Refusal as R['code']]: (options: { data: R['data'] }) => ORPCError<R['code'], R['data']> };

/** The value, or the contract's error for the refusal. */
function unwrap<T>(outcome: Outcome<T>, errors: ErrorMakers): T {
  if (outcome.ok) return outcome.value;
  const { refusal } = outcome;
  switch (refusal.code) {
    case 'NOT_FOUND':
      throw errors.NOT_FOUND({ data: refusal.data });
    case 'PLAN_CHANGED':
      throw errors.PLAN_CHANGED({ data: refusal.data });
    case 'NEEDS_ACKNOWLEDGEMENT':
      throw errors.NEEDS_ACKNOWLEDGEMENT({ data: refusal.data });
    case 'NOT_ELIGIBLE':
      throw errors.NOT_ELIGIBLE({ data: refusal.data });
    case 'ALREADY_ACTIVE':
      throw errors.ALREADY_ACTIVE({ data: refusal.data });
    case 'PLATFORM_UNAVAILABLE':
      throw errors.PLATFORM_UNAVAILABLE({ data: refusal.data });
  }
}

/** What was asked for stays in core. */
function detail({ request: _, ...operation }: StoredOperation): OperationDetail {
  return operation;
}

export const operations = api.operations.router({
  planResend: api.operations.planResend.handler(async ({ input, context, errors }) =>
    unwrap(await context.operations.plan({ kind: 'resend', ...input }), errors),
  ),
  planReplay: api.operations.planReplay.handler(async ({ input, context, errors }) =>
    unwrap(await context.operations.plan({ kind: 'replay', ...input }), errors),
  ),
  run: api.operations.run.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.run(input), errors)),
  ),
  abort: api.operations.abort.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.abort(input.operationId), errors)),
  ),
  get: api.operations.get.handler(async ({ input, context, signal, errors }) => {
    const operation = await context.readers.read((db) => db.operation(input.operationId), signal);
    if (!operation) throw errors.NOT_FOUND({ data: { what: 'operation' } });
    return detail(operation);
  }),
  page: api.operations.page.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.operationsPage(input), signal),
  ),
});
