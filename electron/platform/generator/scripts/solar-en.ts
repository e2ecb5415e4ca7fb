/** Solar sales in British English. */
import type { Script } from './script.ts';
import { clockTime, dayAndMonth, money } from './slots.ts';

export const solarEn: Script = {
  business: 'solar',
  language: 'en',
  open: [
    [
      'A Hi, is that {first}? It’s {agent} from {company}.',
      'C Yes, hello.',
      'A You asked us for a roof check online. Is now all right?',
      'C Sure, five minutes.',
    ],
    ['A Good afternoon, could I speak to {name}, please?', 'C That’s me.', 'A This is {agent} at {company}.'],
  ],
  purpose: [
    ['A From the aerial pictures your roof would take about {kwp} kilowatts.', 'C That’s more than my neighbour has.'],
    ['A I’m calling about adding a battery to your existing panels.', 'C I’ve been wondering about that, actually.'],
    [
      'A I’d like to arrange a free survey at your house, so that we can quote properly.',
      'C And there’s no obligation?',
      'A None at all.',
    ],
  ],
  questions: [
    ['A Roughly what do you use in a year?', 'C About four thousand units, I think.'],
    ['A How old is the roof?', 'C We had it redone in 2012.'],
    ['A Do you own the property?', 'C Yes, with a mortgage.'],
    ['C What do you get for exporting these days?', 'A Between five and fifteen pence, depending on the tariff.'],
    ['C Do I need planning permission?', 'A Usually not, unless the house is listed.'],
    ['A Is there any shade from trees or chimneys?', 'C One big ash on the west side.'],
    ['C How long is the guarantee?', 'A Twenty-five years on the panels, ten on the inverter.'],
  ],
  objections: [
    [
      'C It’s a lot of money up front.',
      'A It is. At {price} it pays for itself in about nine years, and there’s a plan to spread it.',
      'C I’d want to see that in writing.',
      'A You’ll have it in the quote.',
    ],
    [
      'C I’ve had three of these calls this week.',
      'A Sorry to be one more. I can take you off our list, or send the figures by e-mail.',
      'C E-mail is fine.',
    ],
    ['C My partner deals with this sort of thing.', 'A Then let’s pick a time when you’re both in.'],
  ],
  resolution: {
    positive: [
      ['A Shall we say {visit} at {time}?', 'C That works.', 'A Lovely, you’ll get a confirmation by text.'],
      ['C Go on then, book it.', 'A Done: {visit}, {time}.'],
    ],
    neutral: [['C Send me the brochure and ring back after {visit}.', 'A Will do.']],
    negative: [
      ['C We’ve gone with somebody else.', 'A No problem, thanks for letting me know.'],
      ['C Not interested, thanks.', 'A Understood, I’ll note that.'],
    ],
  },
  close: [
    ['A Thanks, {first}. Have a good one.', 'C Cheers, bye.'],
    ['A Any other questions?', 'C No, that’s everything.', 'A Great, goodbye.'],
  ],
  summary: {
    positive: ['Survey booked for {visit} at {time}; roof suits about {kwp} kWp.'],
    neutral: ['{name} wants a brochure first; call back after {visit}.'],
    negative: ['{name} has chosen another installer.'],
  },
  slots: ({ random, at }) => ({
    kwp: (random.between(32, 99) / 10).toFixed(1),
    price: money('en-GB', 'GBP', random.between(60, 160) * 100),
    visit: dayAndMonth('en-GB', at + random.between(2, 21) * 86_400_000),
    time: clockTime('en-GB', random.between(9, 18), random.pick([0, 30])),
    ref: `SW-${random.between(20_000, 79_999)}`,
  }),
};
