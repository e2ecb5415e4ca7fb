/** Parcel support: tells the ticket desk how the call went, urgent ones apart. Its script throws where the call gave no tracking number. */
import type { Flow } from '../../../shared/domain/chain.ts';
import { node, post } from './nodes.ts';

const classify = `
if (!vars.trackingNumber) throw new Error('no tracking number was gathered');
const lost = vars.disposition === 'complaint' || vars.sentiment === 'negative';
vars.priority = lost ? 'high' : 'normal';
vars.topic = lost ? 'complaint' : 'parcel';
return { carrierCode: String(vars.trackingNumber).slice(0, 2), priority: vars.priority };
`.trim();

export function deliveryWrapup(origin: string): Flow {
  const ticket = {
    tracking: '{{vars.trackingNumber}}',
    caller: '{{event.from}}',
    summary: '{{vars.summary}}',
    priority: '{{vars.priority}}',
  };
  return {
    flowId: 'flow_delivery_wrapup',
    version: 1,
    name: 'Parcel call wrap-up',
    nodes: [
      node('call-ended', 'onCallEnd', { _label: 'After every parcel call' }, { triggered: 'defaults' }),
      node('defaults', 'setVar', { vars: { channel: 'phone', priority: 'normal' } }, { next: 'classify' }),
      node('classify', 'customScript', { code: classify, saveAs: 'classified' }, { next: 'route' }),
      node(
        'route',
        'branch',
        { cases: [{ if: { left: '{{vars.priority}}', op: 'eq', right: 'high' }, event: 'urgent' }], else: 'normal' },
        { urgent: 'urgent-ticket', normal: 'ticket' },
      ),
      post('ticket', `${origin}/receivers/tickets`, ticket, { success: 'done' }),
      post('urgent-ticket', `${origin}/receivers/tickets`, { ...ticket, escalate: true }, { success: 'done' }),
      node('done', 'end', {}),
    ],
  };
}
