/** Solar sales in German. */
import type { Script } from './script.ts';
import { clockTime, dayAndMonth, money } from './slots.ts';

export const solarDe: Script = {
  business: 'solar',
  language: 'de',
  open: [
    [
      'A Guten Tag, {agent} von {company}. Spreche ich mit {name}?',
      'C Ja, am Apparat.',
      'A Schön. Passt es Ihnen gerade kurz?',
      'C Wenn es nicht zu lange dauert.',
    ],
    [
      'A Hallo, hier ist {agent} von {company}. Sie hatten auf unserer Seite einen Dach-Check angefragt.',
      'C Ach ja, richtig, letzte Woche.',
    ],
    [
      'A Guten Tag, mein Name ist {agent}, ich rufe für {company} an.',
      'C Worum geht es?',
      'A Um Ihre Anfrage {ref} zur Photovoltaik.',
    ],
  ],
  purpose: [
    [
      'A Nach den Luftbildern würden auf Ihr Dach etwa {kwp} Kilowatt passen.',
      'C So viel? Das hätte ich nicht gedacht.',
    ],
    [
      'A Ich wollte fragen, ob Sie schon einen Speicher haben oder einen nachrüsten möchten.',
      'C Wir haben nur die Module, seit sechs Jahren.',
    ],
    [
      'A Es geht um einen unverbindlichen Termin vor Ort, damit wir genau rechnen können.',
      'C Unverbindlich heißt wirklich unverbindlich?',
      'A Ja, Sie unterschreiben nichts.',
    ],
  ],
  questions: [
    ['A Wie hoch ist ungefähr Ihr Jahresverbrauch?', 'C Rund viereinhalbtausend Kilowattstunden.'],
    ['A Wie alt ist die Dacheindeckung?', 'C Die Ziegel sind von 2009.'],
    ['A Fahren Sie ein Elektroauto oder ist eines geplant?', 'C Nächstes Jahr vielleicht.'],
    [
      'C Was bekommt man denn heute noch für die Einspeisung?',
      'A Knapp acht Cent; der Eigenverbrauch rechnet sich deutlich besser.',
    ],
    [
      'C Muss der Zählerschrank getauscht werden?',
      'A Das prüft der Elektriker vor Ort, bei Häusern vor 1995 meistens ja.',
    ],
    ['A Sind Sie Eigentümer des Hauses?', 'C Ja, zusammen mit meiner Frau.'],
    ['C Wie lange dauert die Montage?', 'A Zwei Tage, plus ein halber Tag für die Elektrik.'],
    ['A Wie sind Sie auf uns aufmerksam geworden?', 'C Der Nachbar hat eine Anlage von Ihnen.'],
  ],
  objections: [
    [
      'C Das ist mir ehrlich gesagt zu teuer.',
      'A Verstehe. Mit {price} liegt die Anlage unter dem, was Sie in zehn Jahren für Strom zahlen.',
      'C Das müsste man mir einmal vorrechnen.',
      'A Genau dafür ist der Termin da.',
    ],
    [
      'C Ich habe schlechte Bewertungen gelesen.',
      'A Das ging um Lieferzeiten im letzten Jahr. Heute sind es vier bis sechs Wochen.',
    ],
    ['C Meine Frau müsste dabei sein.', 'A Selbstverständlich, dann nehmen wir einen Abendtermin.'],
    [
      'C Woher haben Sie überhaupt meine Nummer?',
      'A Aus Ihrer Anfrage vom {date}. Ich lösche sie gern, wenn Sie möchten.',
      'C Nein, nein, war nur eine Frage.',
    ],
  ],
  resolution: {
    positive: [
      [
        'A Dann trage ich den {visit} um {time} ein?',
        'C Ja, das passt.',
        'A Sie bekommen gleich eine Bestätigung per E-Mail.',
      ],
      ['C Gut, machen wir den Termin.', 'A {visit}, {time}. Herr Großmann kommt zu Ihnen.'],
    ],
    neutral: [
      ['C Schicken Sie mir erst einmal Unterlagen.', 'A Gern, und ich melde mich am {visit} noch einmal.'],
      ['C Ich bin gerade in der Arbeit, rufen Sie am Abend an?', 'A Mache ich, gegen {time}.'],
    ],
    negative: [
      [
        'C Nein danke, wir haben uns schon für einen anderen Anbieter entschieden.',
        'A Schade, dann wünsche ich viel Freude mit der Anlage.',
      ],
      ['C Kein Interesse, bitte rufen Sie nicht mehr an.', 'A Ich nehme Sie aus der Liste.'],
    ],
  },
  close: [
    ['A Vielen Dank, {first}, und einen schönen Tag noch.', 'C Danke, gleichfalls. Tschüss.'],
    ['A Haben Sie sonst noch Fragen?', 'C Nein, alles klar.', 'A Dann auf Wiederhören.'],
  ],
  summary: {
    positive: [
      'Termin vor Ort am {visit} um {time} vereinbart, Dach für etwa {kwp} kWp geeignet.',
      '{name} möchte ein Angebot; Besuch am {visit}. Elektroauto in Planung.',
    ],
    neutral: ['{name} wünscht zuerst Unterlagen; Rückruf am {visit}.'],
    negative: ['Kein Interesse, anderer Anbieter. Nummer aus der Liste genommen.'],
  },
  slots: ({ random, at }) => ({
    kwp: (random.between(48, 149) / 10).toFixed(1).replace('.', ','),
    price: money('de-DE', 'EUR', random.between(90, 260) * 100),
    date: dayAndMonth('de-DE', at - random.between(1, 9) * 86_400_000),
    visit: dayAndMonth('de-DE', at + random.between(2, 21) * 86_400_000),
    time: clockTime('de-DE', random.between(9, 19), random.pick([0, 30])),
    ref: `SW-${random.between(20_000, 79_999)}`,
  }),
};
