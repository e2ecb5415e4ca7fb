/** `/call/<connection>/<call id>`: with `aftercall:/` before it a link from anywhere, with the page's own origin one in the browser. */
import type { CallRow } from '../../../shared/domain/call.ts';

export function callPath({ connectionId, callId }: Pick<CallRow, 'connectionId' | 'callId'>): string {
  return `/call/${encodeURIComponent(connectionId)}/${encodeURIComponent(callId)}`;
}
