/** Hotel bookings in English. */
import type { Script } from './script.ts';
import { dayAndMonth, money } from './slots.ts';

export const hotelEn: Script = {
  business: 'hotel',
  language: 'en',
  open: [
    [
      'A {company}, good morning, {agent} speaking.',
      'C Hi, I’d like to ask about a room.',
      'A Of course. May I have your name?',
      'C {name}.',
    ],
    [
      'A Hello, am I speaking with {name}? This is {agent} from {company}.',
      'C Yes, hi.',
      'A It’s about your stay with us.',
      'C Oh good, I was going to call.',
    ],
  ],
  purpose: [
    ['A I have reservation {ref} here, arriving {date} for {nights} nights.', 'C That’s the one.'],
    ['C I need two rooms from {date}, next to each other if possible.', 'A Let me look. Yes, that can be done.'],
    ['A We keep a rate for returning guests around {date}.', 'C Go on.'],
  ],
  questions: [
    ['A How many guests will there be?', 'C Two adults and a teenager.'],
    ['C Is breakfast included?', 'A It is, until half past ten.'],
    ['C What’s the rate per night?', 'A {price}, including taxes.'],
    ['A Will you need a transfer from the airport?', 'C Please, we land after midnight.'],
    ['C Can we check in early?', 'A From eleven, if the room is ready.'],
    ['A Any dietary requirements?', 'C One vegetarian.'],
    ['C Is the pool open in the evening?', 'A Until ten.'],
    ['C What if we have to cancel?', 'A Free of charge up to three days before.'],
  ],
  objections: [
    [
      'C That’s dearer than the website.',
      'A I can match it and add dinner on the first night.',
      'C All right, that’s fair.',
    ],
    ['C Last time the lift kept us awake.', 'A I’m sorry. I’ll put you at the quiet end of the corridor.'],
    ['C I don’t read card numbers out over the phone.', 'A Quite right. I’ll send a secure link.'],
  ],
  resolution: {
    positive: [
      [
        'A So that’s {date}, {nights} nights at {price}. Shall I confirm?',
        'C Yes please.',
        'A Done. The confirmation is on its way.',
      ],
      ['C Let’s book it.', 'A Your reference is {ref}.'],
    ],
    neutral: [['C I’ll check with my husband and ring back tomorrow.', 'A I’ll hold the room until noon.']],
    negative: [
      ['C We’ve changed our plans. Please cancel.', 'A Cancelled, nothing to pay.'],
      ['C It’s not for us, thanks.', 'A Perhaps another time.'],
    ],
  },
  close: [
    ['A Thank you, {first}. We look forward to seeing you.', 'C Thanks, bye.'],
    ['A Anything else I can do?', 'C No, you’ve been very helpful.', 'A A pleasure. Goodbye.'],
  ],
  summary: {
    positive: ['{name} confirmed {nights} nights from {date} at {price}.'],
    neutral: ['{name} will ring back tomorrow; room held until noon.'],
    negative: ['{name} cancelled {ref}; no charge.'],
  },
  slots: ({ random, at }) => ({
    date: dayAndMonth('en-GB', at + random.between(4, 60) * 86_400_000),
    nights: random.between(2, 9).toString(),
    price: money('en-GB', 'AED', random.between(28, 160) * 10),
    ref: `AN-${random.between(100_000, 999_999)}`,
  }),
};
