/** Debt reminders: a promise to pay becomes a task in the CRM, and the team's channel hears of it through another flow. */
import type { Flow } from '../../../shared/domain/chain.ts';
import { node, post } from './nodes.ts';

export function collections(origin: string): Flow {
  return {
    flowId: 'flow_collections',
    version: 1,
    name: 'Collections follow-up',
    nodes: [
      node('call-ended', 'onCallEnd', { _label: 'Collections call ended' }, { triggered: 'facts' }),
      node(
        'facts',
        'setVar',
        { vars: { team: 'collections', headline: 'Call with {{vars.customerName}}: {{vars.disposition}}' } },
        { next: 'promised' },
      ),
      node(
        'promised',
        'branch',
        { cases: [{ if: { left: '{{vars.success}}', op: 'eq', right: true }, event: 'promise' }], else: 'other' },
        { promise: 'task', other: 'notify' },
      ),
      post(
        'task',
        `${origin}/receivers/salesforce`,
        {
          subject: 'Promise to pay',
          account: '{{vars.account}}',
          phone: '{{vars.phone}}',
          summary: '{{vars.summary}}',
        },
        { success: 'notify' },
      ),
      node('notify', 'runFlow', { flowId: 'flow_notify_team', vars: { channel: '#{{vars.team}}' } }, { next: 'done' }),
      node('done', 'end', {}),
    ],
  };
}

/** Called by other flows; it has no trigger of its own. */
export function notifyTeam(origin: string): Flow {
  return {
    flowId: 'flow_notify_team',
    version: 1,
    name: 'Notify the team',
    nodes: [
      node('start', 'start', {}, { next: 'message' }),
      post(
        'message',
        `${origin}/receivers/slack`,
        { channel: '{{vars.channel}}', text: '{{vars.headline}}' },
        { success: 'end' },
      ),
      node('end', 'end', {}),
    ],
  };
}
