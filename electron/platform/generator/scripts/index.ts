/** All scripts, by business and language. */
import type { Business } from '../companies.ts';
import type { Language } from '../people.ts';
import { clinicEs } from './clinic-es.ts';
import { clinicPt } from './clinic-pt.ts';
import { debtEn } from './debt-en.ts';
import { debtHi } from './debt-hi.ts';
import { deliveryEn } from './delivery-en.ts';
import { deliveryJa } from './delivery-ja.ts';
import { hotelAr } from './hotel-ar.ts';
import { hotelEn } from './hotel-en.ts';
import { hotelFr } from './hotel-fr.ts';
import type { Script } from './script.ts';
import { solarDe } from './solar-de.ts';
import { solarEn } from './solar-en.ts';

const scripts: readonly Script[] = [
  debtEn,
  debtHi,
  clinicEs,
  clinicPt,
  solarDe,
  solarEn,
  hotelAr,
  hotelFr,
  hotelEn,
  deliveryJa,
  deliveryEn,
];

const byKey = new Map(scripts.map((script) => [`${script.business} ${script.language}`, script]));

/** `null` where a business talks through a menu, not in words. */
export function scriptFor(business: Business, language: Language): Script | null {
  return byKey.get(`${business} ${language}`) ?? null;
}
