/** Solar leads: every call updates the deal; since version 2 only calls that were answered do. */
import type { Flow } from '../../../shared/domain/chain.ts';
import { node, post } from './nodes.ts';

export function leadSync(origin: string, version: 1 | 2): Flow {
  const deal = {
    phone: '{{vars.phone}}',
    name: '{{vars.customerName}}',
    stage: '{{vars.stage}}',
    note: '{{vars.summary}}',
  };
  const answered = node(
    'answered',
    'branch',
    { cases: [{ if: { left: '{{event.durationSeconds}}', op: 'gt', right: 20 }, event: 'talked' }], else: 'missed' },
    { talked: 'stage', missed: 'done' },
  );
  return {
    flowId: 'flow_lead_sync',
    version,
    name: 'Lead sync',
    nodes: [
      node('call-ended', 'onCallEnd', {}, { triggered: version === 1 ? 'stage' : 'answered' }),
      ...(version === 1 ? [] : [answered]),
      node('stage', 'setVar', { name: 'stage', value: 'called' }, { next: 'deal' }),
      post('deal', `${origin}/receivers/pipedrive`, deal, { success: 'note' }),
      node('note', 'log', { message: 'Deal updated for {{vars.phone}}' }, { next: 'done' }),
      node('done', 'end', {}),
    ],
  };
}
