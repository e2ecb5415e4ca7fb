/** Clinic: scores how sure an appointment is. The script needs an appointment and throws without one. */
import type { Flow } from '../../../shared/domain/chain.ts';
import { node, post } from './nodes.ts';

const score = `
const appointment = vars.appointment;
if (!appointment || !appointment.date) throw new Error('vars.appointment.date is missing');
let points = vars.success ? 80 : 30;
if (vars.sentiment === 'negative') points -= 20;
vars.score = points;
return { score: points, remind: points < 50 };
`.trim();

export function appointmentScore(origin: string): Flow {
  return {
    flowId: 'flow_appointment_score',
    version: 1,
    name: 'Appointment score',
    nodes: [
      node('call-ended', 'onCallEnd', {}, { triggered: 'score' }),
      node('score', 'customScript', { code: score, saveAs: 'result' }, { next: 'update' }),
      post(
        'update',
        `${origin}/receivers/hubspot`,
        {
          contact: '{{vars.phone}}',
          properties: { appointment_score: '{{vars.score}}', last_call: '{{event.endedAt}}' },
        },
        { success: 'done' },
      ),
      node('done', 'end', {}),
    ],
  };
}
