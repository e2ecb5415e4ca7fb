/** Handlers of resend and replay. */
import type { ORPCError } from '@orpc/server';
import type { OperationDetail, OperationRow } from '../../../shared/domain/operation.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import { exportOperation } from '../operations/export.ts';
import type { Operations, Outcome } from '../operations/operations.ts';
import type { Refusal } from '../operations/run-check.ts';
import { hidden } from '../privacy/mask.ts';
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
    case 'WRONG_STATE':
      throw errors.WRONG_STATE({ data: refusal.data });
  }
}

/** What was asked for stays in core; how fast it goes is known to core alone. */
function detail({ request: _, goneOn: __, ...operation }: StoredOperation, running: Operations): OperationDetail {
  return withLive(operation, running);
}

function withLive<T extends OperationRow>(row: T, running: Operations): T {
  const live = row.state === 'running' ? running.live(row.id) : null;
  return live ? { ...row, ...live, why: live.why ?? row.why } : row;
}

/** An edit that began with what the console was shown must not carry bullets to a customer's system. */
const holdsMasked = (edit: unknown): boolean => edit !== undefined && JSON.stringify(edit).includes(hidden);
const maskedEdit = {
  code: 'masked',
  message: 'It holds masked text ("•••"), which would be sent as it stands. Reveal the call, then edit.',
};

export const operations = api.operations.router({
  planResend: api.operations.planResend.handler(async ({ input, context, errors }) => {
    if (holdsMasked(input.edit)) throw errors.NOT_ELIGIBLE({ data: maskedEdit });
    return unwrap(await context.operations.plan({ kind: 'resend', ...input }), errors);
  }),
  planReplay: api.operations.planReplay.handler(async ({ input, context, errors }) => {
    if (holdsMasked(input.patch)) throw errors.NOT_ELIGIBLE({ data: maskedEdit });
    return unwrap(await context.operations.plan({ kind: 'replay', ...input }), errors);
  }),
  planFromCall: api.operations.planFromCall.handler(async ({ input, context, errors }) => {
    if (holdsMasked(input.patch)) throw errors.NOT_ELIGIBLE({ data: maskedEdit });
    return unwrap(await context.operations.plan({ kind: 'from call', executor: 'this machine', ...input }), errors);
  }),
  discard: api.operations.discard.handler(async ({ input, context, errors }) =>
    unwrap(await context.operations.discard(input.operationId), errors),
  ),
  planBulk: api.operations.planBulk.handler(async ({ input, context, signal, errors }) =>
    unwrap(await context.operations.planBulk(input, signal), errors),
  ),
  run: api.operations.run.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.run(input), errors), context.operations),
  ),
  abort: api.operations.abort.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.abort(input.operationId), errors), context.operations),
  ),
  pause: api.operations.pause.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.pause(input.operationId), errors), context.operations),
  ),
  resume: api.operations.resume.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.goOn(input.operationId, 'paused'), errors), context.operations),
  ),
  goOn: api.operations.goOn.handler(async ({ input, context, errors }) =>
    detail(unwrap(await context.operations.goOn(input.operationId, 'waiting'), errors), context.operations),
  ),
  get: api.operations.get.handler(async ({ input, context, signal, errors }) => {
    const operation = await context.readers.read((db) => db.operation(input.operationId), signal);
    if (!operation) throw errors.NOT_FOUND({ data: { what: 'operation' } });
    return detail(operation, context.operations);
  }),
  page: api.operations.page.handler(async ({ input, context, signal }) => {
    const page = await context.readers.read((db) => db.operationsPage(input), signal);
    return { ...page, rows: page.rows.map((row) => withLive(row, context.operations)) };
  }),
  items: api.operations.items.handler(async ({ input, context, signal, errors }) => {
    const page = await context.readers.read((db) => db.operationItems(input), signal);
    if (!page) throw errors.NOT_FOUND({ data: { what: 'operation' } });
    return page;
  }),
  export: api.operations.export.handler(async function* ({ input, context, signal, errors }) {
    const operation = await context.readers.read((db) => db.operation(input.operationId), signal);
    if (!operation) throw errors.NOT_FOUND({ data: { what: 'operation' } });
    yield* exportOperation(operation, input.format, context.readers, signal);
  }),
});
