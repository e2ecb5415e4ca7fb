/** Hotels: a booking made on the phone goes to the booking engine, whose proxy has bad hours. */
import type { Flow } from '../../../shared/domain/chain.ts';
import { node, post } from './nodes.ts';

export function bookingSync(origin: string): Flow {
  return {
    flowId: 'flow_booking_sync',
    version: 1,
    name: 'Booking sync',
    nodes: [
      node('call-ended', 'onCallEnd', {}, { triggered: 'language' }),
      node('language', 'setVar', { name: 'locale', value: '{{vars.language}}' }, { next: 'booking' }),
      post(
        'booking',
        `${origin}/receivers/booking`,
        {
          guest: '{{vars.customerName}}',
          phone: '{{vars.phone}}',
          locale: '{{vars.locale}}',
          confirmed: '{{vars.success}}',
          reference: '{{vars.reference}}',
        },
        { success: 'done' },
      ),
      node('done', 'end', {}),
    ],
  };
}
