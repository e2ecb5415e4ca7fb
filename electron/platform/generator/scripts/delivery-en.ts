/** Parcel support in English. */
import type { Script } from './script.ts';
import { dayAndMonth } from './slots.ts';

export const deliveryEn: Script = {
  business: 'delivery',
  language: 'en',
  open: [
    [
      'A Thanks for calling {company}, this is {agent}. How can I help?',
      'C Hi, I’m waiting for a parcel.',
      'A Sure, can I get your name?',
      'C {name}.',
    ],
    [
      'A {company}, {agent} speaking.',
      'C Your driver left a card but I was home all day.',
      'A I’m sorry about that, let me take a look.',
    ],
  ],
  purpose: [
    ['C It said it would be here on {date}.', 'A Do you have the tracking number?', 'C It’s {ref}.'],
    ['C The box came in pieces.', 'A Oh no. What’s the number on the label?', 'C {ref}.'],
    ['C I need to change the address on {ref}.', 'A Let me see how far it’s got.'],
  ],
  questions: [
    ['A Is the address still the same?', 'C Yes, same place.'],
    ['C Where is it right now?', 'A At the {place} depot.'],
    ['A Would a locker work for you?', 'C If there’s one nearby, sure.'],
    ['A Morning or afternoon?', 'C Afternoon, I’m at work until two.'],
    ['C Can my neighbor take it?', 'A Yes, I’ll note the apartment number.'],
    ['A Can you confirm the last four digits of your phone?', 'C {digits}.'],
    ['C Is there a fee for a second attempt?', 'A No, that’s on us.'],
    ['A What’s in the box, if you don’t mind?', 'C Glassware, so please be careful.'],
  ],
  objections: [
    [
      'C That’s what they told me yesterday.',
      'A I understand. I’m putting my name on this one, so it won’t be lost again.',
      'C Okay. Thank you.',
    ],
    [
      'C I want to speak to a person.',
      'A I can transfer you, the wait is about ten minutes.',
      'C Forget it, go ahead.',
    ],
    ['C I’m losing money every day this is late.', 'A I hear you. I’ve raised it as urgent with the depot.'],
  ],
  resolution: {
    positive: [
      [
        'A It will be with you on {visit}, in the afternoon.',
        'C Great.',
        'A You’ll get a text when the driver is close.',
      ],
      ['A I’ve booked the redelivery for {visit}.', 'C Perfect, thanks.'],
    ],
    neutral: [['C Let me check with my roommate and call back.', 'A We’ll hold it for seven days.']],
    negative: [
      ['C Just send it back, I want a refund.', 'A I’ll start the return. I’m sorry we let you down.'],
      ['C I want a supervisor to call me.', 'A I’ve asked for a call back today.'],
    ],
  },
  close: [
    ['A Anything else?', 'C No, that’s it.', 'A Thanks for calling, {first}.'],
    ['A Thank you for your patience.', 'C Thanks, bye.'],
  ],
  summary: {
    positive: ['Redelivery of {ref} booked for {visit}, afternoon.'],
    neutral: ['{name} will call back about {ref}; parcel held at {place}.'],
    negative: ['Complaint: {name} wants {ref} returned and a supervisor to call.'],
  },
  slots: ({ random, at }) => ({
    date: dayAndMonth('en-US', at - random.between(1, 4) * 86_400_000),
    visit: dayAndMonth('en-US', at + random.between(1, 3) * 86_400_000),
    place: random.pick(['Newark', 'Oakland', 'Joliet', 'Mesquite']),
    digits: random.between(1000, 9999).toString(),
    ref: `HB${random.between(10_000_000, 99_999_999)}`,
  }),
};
