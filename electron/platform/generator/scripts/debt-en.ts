/** Payment reminders in English, as spoken in India. */

import type { Script } from './script.ts';
import { dayAndMonth, money } from './slots.ts';

export const debtEn: Script = {
  business: 'debt',
  language: 'en',
  open: [
    [
      'A Good {daypart}, this is {agent} calling from {company}. Am I speaking with {first}?',
      'C Yes, speaking. Who is this?',
      'A {agent} from {company}. This call is recorded for quality.',
    ],
    [
      'A Hello, is this {name}?',
      'C Yes?',
      'A Hi {first}, {agent} here from {company}. Is this a good time to talk for two minutes?',
      'C Go ahead, but please be quick.',
    ],
    [
      'A Hello {first}, {agent} calling from {company}.',
      'C Sorry, the line is not very clear. From where?',
      'A From {company}, regarding your account ending {digits}.',
    ],
  ],
  purpose: [
    [
      'A I’m calling about your EMI of {amount}, which was due on {date}. Our records show it hasn’t reached us yet.',
      'C Hmm, I thought the auto-debit went through.',
    ],
    [
      'A Your loan account {ref} has an outstanding amount of {amount}. The due date was {date}.',
      'C Yes, I know. I was going to pay this week.',
    ],
    [
      'A We noticed the last instalment, {amount}, bounced on {date}.',
      'C Oh. There must have been too little in the account.',
    ],
  ],
  questions: [
    ['A Was there any issue with your bank account on that day?', 'C The salary came late this month, that is all.'],
    [
      'A Would you like to pay the full amount or part of it?',
      'C If I can pay half now and half next week, that helps.',
    ],
    ['A Which mode do you prefer, UPI, net banking or a branch visit?', 'C UPI is easiest for me.'],
    ['A May I confirm your registered mobile number ends with {digits}?', 'C Correct, that is my number.'],
    [
      'A Has anything changed in your employment recently?',
      'C No, same company. Only the payday has shifted to the seventh.',
    ],
    [
      'C Will this affect my credit score?',
      'A If it is paid before {promise}, it is reported as regular. After that a delay is recorded.',
    ],
    ['C What is the late fee now?', 'A At present it is {fee} including GST.'],
    ['A Can I send the payment link by SMS to this number?', 'C Yes, and on WhatsApp also if possible.'],
    [
      'C Can I change the debit date to the tenth of the month?',
      'A Yes, once this instalment is settled I can raise that request for you.',
    ],
  ],
  objections: [
    [
      'C I already paid! Check it properly.',
      'A I understand. Do you have the transaction reference, so I can trace it?',
      'C I’ll have to look in the app. It may have been my other loan.',
      'A No problem, please take a moment.',
    ],
    [
      'C You people call me every single day.',
      'A I’m sorry about that. If we agree on a date today, the reminders stop until then.',
    ],
    [
      'C I lost a client last month, I can’t pay the whole thing.',
      'A Thank you for telling me. There is an option to split it into two payments.',
      'C What would that cost me extra?',
      'A Only the fee of {fee}; no further penalty.',
    ],
    [
      'C How do I know this is not a fraud call?',
      'A A fair question. You can open the app and see the same reference, {ref}. I will never ask for an OTP.',
    ],
  ],
  resolution: {
    positive: [
      [
        'C All right. I will pay {amount} by {promise}.',
        'A Thank you. I have noted a promise to pay for {promise}, and the link is on its way.',
        'C Got the SMS just now.',
      ],
      [
        'A Shall I note {promise} for the full amount?',
        'C Yes, {promise} is fine. I’ll pay by UPI.',
        'A Perfect, I’ve recorded it.',
      ],
    ],
    neutral: [
      [
        'C Call me after {promise}, I have to speak with my brother first.',
        'A I’ll set a call back for {promise} in the {daypart}.',
      ],
      ['C I’m driving. Can you call later?', 'A Of course. Would {promise} suit you?', 'C Yes, fine.'],
    ],
    negative: [
      [
        'C I am not paying that fee, and don’t call again.',
        'A I hear you. I’ll note the dispute about the fee and a colleague will write to you.',
      ],
      ['C I don’t have the money and I don’t know when. Bye.', 'A I’ll note that you cannot commit at the moment.'],
    ],
  },
  close: [
    ['A Thank you for your time, {first}. Have a good day.', 'C You too, bye.'],
    ['A Anything else I can help with?', 'C No, that’s all.', 'A Thank you, {first}. Goodbye.'],
  ],
  summary: {
    positive: [
      '{first} promised to pay {amount} by {promise}; payment link sent.',
      'Promise to pay {amount} on {promise} by UPI. Late salary was the reason.',
    ],
    neutral: ['{first} asked for a call back on {promise} about the EMI of {amount}.'],
    negative: [
      '{first} disputes the late fee of {fee} and will not commit to a date.',
      'No commitment: customer says funds are not available.',
    ],
  },
  slots: ({ random, at }) => ({
    daypart: random.pick(['morning', 'afternoon', 'evening']),
    amount: money('en-IN', 'INR', random.between(18, 420) * 100),
    fee: money('en-IN', 'INR', random.between(3, 9) * 59),
    date: dayAndMonth('en-IN', at - random.between(2, 30) * 86_400_000),
    promise: dayAndMonth('en-IN', at + random.between(1, 9) * 86_400_000),
    digits: random.between(1000, 9999).toString(),
    ref: `RF-${random.between(100_000, 999_999)}`,
  }),
};
