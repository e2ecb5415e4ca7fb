/** All scripts, by business and language. */
import type { Business } from '../companies.ts';
import type { Language } from '../people.ts';
import { debtEn } from './debt-en.ts';
import type { Script } from './script.ts';

const scripts = new Map([debtEn].map((script) => [`${script.business} ${script.language}`, script]));

/** `null` where a business talks through a menu, not in words. */
export function scriptFor(business: Business, language: Language): Script | null {
  return scripts.get(`${business} ${language}`) ?? null;
}
