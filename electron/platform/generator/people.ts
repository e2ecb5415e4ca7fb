/**
 * Customers: names that fit the language, numbers that belong to nobody. Where a regulator keeps a range for fiction it is used
 * (NANPA 555-01xx, Ofcom 07700 900xxx, Bundesnetzagentur 0171 39200xx and 030 23125xxx, ARCEP 06 39 98 xx xx); elsewhere the number lies in
 * a block that is not handed out.
 */
import { at, type Random } from './random.ts';

export type Language = 'en' | 'hi' | 'es' | 'pt' | 'de' | 'ar' | 'fr' | 'ja';

export interface Customer {
  name: string;
  first: string;
  /** E.164 with `+`. */
  number: string;
  age: number;
}

interface Names {
  given: readonly string[];
  family: readonly string[];
  familyFirst?: boolean;
}

const words = (text: string): string[] => text.split(' ');

/** English as spoken in India. */
const indian: Names = {
  given: words('Rohan Ananya Vikram Meera Arvind Kavitha Suresh Divya Imran Nisha Joseph Lakshmi Harpreet Farah'),
  family: words('Sharma Iyer Reddy Nair Khan Mukherjee Gill Desai D’Souza Bhat Menon Chatterjee'),
};

const names: Record<Language, Names> = {
  en: {
    given: words(
      'Olivia James Amelia Noah Grace Ethan Priya Marcus Hannah Daniel Chloe Tyrone Fiona Samuel Ruth Callum',
    ),
    family: words(
      'Carter Okafor Nguyen Wallace Brooks Patel O’Connor Hughes Whitfield Lambert Osei Sinclair Murphy Doyle',
    ),
  },
  hi: {
    given: words('आरव प्रिया रोहन अनन्या विवेक नेहा सुरेश कविता अमित पूजा मनोज दीपिका राहुल सीमा'),
    family: words('शर्मा वर्मा गुप्ता यादव सिंह जोशी मिश्रा चौहान अग्रवाल पटेल कुलकर्णी राव'),
  },
  es: {
    given: words('Sofía Mateo Lucía Andrés Ximena Joaquín Renata Íñigo Begoña Emiliano Ángela Tomás Noemí Raúl'),
    family: words('Muñoz Hernández Núñez Gutiérrez Ibáñez Peña Rodríguez Castañeda Vázquez Ordóñez Cárdenas Luján'),
  },
  pt: {
    given: words('João Conceição Luís Mariana Tiago Beatriz Antônio Letícia Caio Fátima Vinícius Débora'),
    family: words('Gonçalves Araújo Assunção Magalhães Falcão Simões Brandão Guimarães Leão Queirós'),
  },
  de: {
    given: words('Jörg Annika Björn Käthe Lukas Sabine Uwe Mareike Jürgen Friederike Moritz Heike Özlem Gül'),
    family: words('Müller Schröder Großmann Köhler Weiß Bäcker Jäger Hübner Voß Lüdtke Kühn Straßer Yıldız'),
  },
  ar: {
    given: words('محمد فاطمة يوسف مريم خالد نورة عمر ليلى سالم هدى طارق ريم'),
    family: words('الهاشمي المنصوري العتيبي القحطاني الشامسي النعيمي الزهراني الكعبي الفارسي'),
  },
  fr: {
    given: words('Élodie François Zoé Benoît Gaëlle Jérôme Maëlys Théo Agnès Loïc Inès Rémi'),
    family: words('Lefèvre Béranger Châtelain Dubois Forêt Gérard Hébert Müller-Rey Pâquet Renaud'),
  },
  ja: {
    given: words('翔太 さくら 健一 美咲 大輔 陽子 拓海 恵 直樹 由美子 蓮 結衣'),
    family: words('佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 齋藤'),
    familyFirst: true,
  },
};

export type Country = 'us' | 'uk' | 'in' | 'mx' | 'br' | 'de' | 'ae' | 'fr' | 'jp' | 'es';

const digits = (n: number, width: number): string => (n % 10 ** width).toString().padStart(width, '0');

/** `n` is the customer's own number, any non-negative integer. */
const numbers: Record<Country, (n: number) => string> = {
  us: (n) =>
    `+1${at(['212', '312', '415', '512', '617', '702', '206', '305'], Math.floor(n / 100) % 8)}55501${digits(n, 2)}`,
  uk: (n) => `+447700900${digits(n, 3)}`,
  in: (n) => `+915555${digits(n * 7 + 13, 6)}`,
  mx: (n) => `+52550000${digits(n * 3 + 7, 4)}`,
  br: (n) => `+551190000${digits(n * 3 + 1, 4)}`,
  de: (n) => (n % 3 === 0 ? `+4917139200${digits(n, 2)}` : `+493023125${digits(n, 3)}`),
  ae: (n) => `+97150000${digits(n * 3 + 5, 4)}`,
  fr: (n) => `+33639 98${digits(n * 3 + 2, 4)}`.replace(' ', ''),
  jp: (n) => `+819000${digits(n * 7 + 3, 6)}`,
  es: (n) => `+346000000${digits(n, 2)}`,
};

/**
 * Customer `n` of a company: always the same person with the same number.
 * Different customers may share a number where the fictional range is small, as people who share a telephone do.
 */
export function customerOf(language: Language, n: number, random: Random, country: Country): Customer {
  const list = language === 'en' && country === 'in' ? indian : names[language];
  const given = random.pick(list.given);
  const family = random.pick(list.family);
  return {
    name: list.familyFirst ? `${family} ${given}` : `${given} ${family}`,
    first: list.familyFirst ? family : given,
    number: numbers[country](n),
    age: random.between(21, 78),
  };
}

/** The company's own line number `n`. */
export function lineOf(country: Country, n: number): string {
  return numbers[country](9_000 + n * 11);
}
