/** JSON values that are passed on as received (custom data, extracted values): made safe to store and to send, never interpreted. */

const maxDepth = 64;
const maxValues = 100_000;

export type CleanJson = { ok: true; value: unknown } | { ok: false; why: string };

/**
 * The value with lone surrogates replaced in all its texts. Refused when nested so deeply that `JSON.stringify` might overflow the stack, or
 * so large that it cannot be custom data.
 */
export function cleanJson(value: unknown): CleanJson {
  let values = 0;
  let why: string | null = null;

  const clean = (one: unknown, depth: number): unknown => {
    values += 1;
    if (depth > maxDepth) why ??= `was nested more than ${maxDepth} levels deep`;
    if (values > maxValues) why ??= `held more than ${maxValues.toLocaleString('en-US')} values`;
    if (why !== null) return null;
    if (typeof one === 'string') return one.toWellFormed();
    if (typeof one === 'number') return Number.isFinite(one) ? one : null;
    if (typeof one === 'boolean') return one;
    if (typeof one !== 'object' || one === null) return null;
    if (Array.isArray(one)) return one.map((item) => clean(item, depth + 1));
    // `fromEntries` defines own properties, so a `__proto__` key stays a key.
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key.toWellFormed(), clean(item, depth + 1)]));
  };

  const cleaned = clean(value, 0);
  return why === null ? { ok: true, value: cleaned } : { ok: false, why };
}
