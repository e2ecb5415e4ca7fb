/**
 * The utility's IVR (seed 001): the main flow hangs off Start, and so does the one Hang-up node with what follows it. Its author left a
 * farewell in the after-call part, which nobody can hear any more.
 */
import type { Flow } from '../../../shared/domain/chain.ts';
import { node, post } from './nodes.ts';

const report = `
if (vars.menuPath === undefined) throw new Error('the call has no menu path');
const steps = vars.menuPath.split('>').map((step) => step.trim());
vars.reportedOutage = steps.includes('outage');
return { steps: steps.length, last: steps[steps.length - 1], digits: vars.gatheredDigits || null };
`.trim();

export function citylineIvr(origin: string): Flow {
  return {
    flowId: 'flow_cityline_ivr',
    version: 1,
    name: 'Cityline main line',
    nodes: [
      node('start', 'start', { _label: 'Main line' }, { next: 'welcome', hangup: 'hang-up', exception: 'exception' }),
      node('welcome', 'say', { text: 'Welcome to Cityline Utilities.' }, { done: 'menu' }),
      node(
        'menu',
        'gather',
        {
          prompt: 'For billing press 1, to report an outage press 2, for an agent press 0.',
          digits: 1,
          timeoutMs: 6_000,
        },
        { '1': 'billing', '2': 'outage', '0': 'agent', timeout: 'menu' },
      ),
      node('billing', 'gather', { prompt: 'Enter your account number.', digits: 8 }, { done: 'balance' }),
      node('balance', 'say', { text: 'Your balance has been sent to your phone.' }, { done: 'bye' }),
      node('outage', 'record', { prompt: 'Describe the outage after the tone.', maxSeconds: 60 }, { done: 'bye' }),
      node('agent', 'transfer', { to: '+12125550188' }, { done: 'bye' }),
      node('bye', 'hangupCall', {}),
      node('exception', 'log', { message: 'The main flow failed for {{event.from}}' }, {}),
      node('hang-up', 'hangup', { _label: 'After the call' }, { triggered: 'report' }),
      node('report', 'customScript', { code: report, saveAs: 'report' }, { next: 'farewell' }),
      node('farewell', 'say', { text: 'Thank you for calling Cityline.' }, { done: 'submit' }),
      post(
        'submit',
        `${origin}/receivers/meter-reports`,
        {
          caller: '{{event.from}}',
          digits: '{{vars.gatheredDigits}}',
          recording: '{{vars.lastRecordingUrl}}',
          report: '{{vars.report}}',
        },
        { success: 'finish' },
      ),
      node('finish', 'end', {}),
    ],
  };
}
