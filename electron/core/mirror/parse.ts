/** Reading received JSON without losing what a number cannot hold: integers beyond 2^53 become text of the same digits. */

/** @throws SyntaxError as `JSON.parse` does. */
export function parseJson(text: string): unknown {
  return mayHoldLongNumber(text) ? JSON.parse(text, keepBigIntegers) : JSON.parse(text);
}

function keepBigIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? source
    : value;
}

const fewestDigits = 16;

/** Looks at every sixteenth character: so many digits in a row cannot lie between two of them. Text that looks like it counts too. */
function mayHoldLongNumber(text: string): boolean {
  for (let at = fewestDigits - 1; at < text.length; at += fewestDigits) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1)) start -= 1;
    while (isDigit(text, at + 1)) at += 1;
    if (at - start + 1 >= fewestDigits && isValue(text, start)) return true;
  }
  return false;
}

/** Whether what begins there may be a value of a list or an object rather than a part of a text. */
function isValue(text: string, start: number): boolean {
  let before = start - 1;
  if (text[before] === '-') before -= 1;
  while (before > 0 && /\s/.test(text.charAt(before))) before -= 1;
  return before >= 0 && ':[,'.includes(text.charAt(before));
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
