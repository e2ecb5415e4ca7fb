/** Reading received JSON without losing what a number cannot hold: integers beyond 2^53 become text of the same digits. */

const longDigits = /[:[,]\s*-?\d{16,}/;

/** @throws SyntaxError as `JSON.parse` does. */
export function parseJson(text: string): unknown {
  return longDigits.test(text) ? JSON.parse(text, keepBigIntegers) : JSON.parse(text);
}

function keepBigIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? source
    : value;
}
