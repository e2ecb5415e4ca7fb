/** Hotel bookings in French. */
import type { Script } from './script.ts';
import { dayAndMonth, money } from './slots.ts';

export const hotelFr: Script = {
  business: 'hotel',
  language: 'fr',
  open: [
    [
      'A Bonjour, ici {agent}, de {company}. Suis-je bien avec {name} ?',
      'C Oui, c’est moi-même.',
      'A Vous avez deux minutes ?',
      'C Oui, allez-y.',
    ],
    [
      'A {company}, bonjour, {agent} à votre écoute.',
      'C Bonjour, je vous appelle au sujet d’un séjour.',
      'A Avec plaisir. À quel nom ?',
      'C {name}.',
    ],
  ],
  purpose: [
    [
      'A C’est au sujet de votre réservation {ref}, à partir du {date}, pour {nights} nuits.',
      'C Oui, c’est pour notre anniversaire de mariage.',
    ],
    ['A Nous réservons un tarif à nos anciens hôtes autour du {date}.', 'C Ah ? Dites-m’en plus.'],
    ['C Je cherche une chambre côté mer pour le {date}.', 'A Il m’en reste deux à cette date.'],
  ],
  questions: [
    ['A Combien serez-vous ?', 'C Deux adultes et un bébé.'],
    ['C Le petit-déjeuner est-il compris ?', 'A Oui, il est servi jusqu’à onze heures.'],
    ['A Souhaitez-vous un lit d’appoint ?', 'C Un lit bébé, s’il vous plaît.'],
    ['C Peut-on annuler ?', 'A Sans frais jusqu’à trois jours avant l’arrivée.'],
    ['A À quelle heure pensez-vous arriver ?', 'C En fin d’après-midi, vers dix-huit heures.'],
    ['C Y a-t-il une navette depuis l’aéroport ?', 'A Toutes les heures, et elle est gratuite.'],
    ['C Combien la nuit ?', 'A {price}, taxes incluses.'],
    ['A Avez-vous des allergies à signaler ?', 'C Ma femme ne mange pas de gluten.'],
  ],
  objections: [
    [
      'C C’est plus cher que sur internet.',
      'A Je peux m’aligner et vous offrir le dîner du premier soir.',
      'C Là, c’est différent.',
    ],
    [
      'C L’an dernier la climatisation faisait un bruit d’enfer.',
      'A Je suis désolé. Ces chambres ont été refaites cet été.',
    ],
    ['C Je préfère ne pas donner ma carte au téléphone.', 'A Bien sûr, je vous envoie un lien sécurisé.'],
  ],
  resolution: {
    positive: [
      ['A Je confirme donc le {date}, {nights} nuits à {price}.', 'C Parfait.', 'A La confirmation part à l’instant.'],
      ['C Très bien, réservez.', 'A C’est fait, sous la référence {ref}.'],
    ],
    neutral: [
      ['C J’en parle à mon mari et je vous rappelle.', 'A Je garde la chambre jusqu’à demain midi.'],
      ['C Je suis au volant, rappelez-moi ce soir.', 'A Entendu, bonne route.'],
    ],
    negative: [
      ['C Finalement nous partons ailleurs, annulez.', 'A C’est annulé, sans frais.'],
      ['C Non merci, cela ne m’intéresse pas.', 'A Je comprends, bonne journée.'],
    ],
  },
  close: [
    ['A Merci, {first}, à très bientôt.', 'C Merci, au revoir.'],
    ['A Puis-je autre chose pour vous ?', 'C Non, c’était tout.', 'A Alors bonne soirée.'],
  ],
  summary: {
    positive: ['{name} confirme le séjour du {date}, {nights} nuits à {price} ; lit bébé demandé.'],
    neutral: ['{name} rappelle demain ; chambre gardée jusqu’à midi.'],
    negative: ['{name} annule la réservation {ref} sans frais.'],
  },
  slots: ({ random, at }) => ({
    date: dayAndMonth('fr-FR', at + random.between(4, 60) * 86_400_000),
    nights: random.between(2, 9).toString(),
    price: money('fr-FR', 'EUR', random.between(8, 40) * 10),
    ref: `AN-${random.between(100_000, 999_999)}`,
  }),
};
