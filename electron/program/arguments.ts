/** Reading a command line: `parseArgs` of Node, with every objection in our own words. */
import { type ParseArgsConfig, type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The program was called wrongly; `message` is for whoever called it. */
export class Misuse extends Error {
  override name = 'Misuse';
}

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O } & Pick<ParseArgsConfig, 'allowPositionals'>>
>['values'];

/**
 * What `args`, without the program's own name, say for `options`. An option that takes a value has one, and it is not empty. With
 * `tolerant` what is none of `options` is passed over. Throws `Misuse`.
 */
export function readArguments<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: O,
  tolerant = false,
): Values<O> {
  const joined = joinValues(args, options, tolerant);
  try {
    return parseArgs({ args: joined, options, allowPositionals: false }).values;
  } catch (error) {
    throw new Misuse(error instanceof Error ? firstSentence(error.message) : String(error));
  }
}

/** `--name value` as `--name=value`, so that a value may begin with a dash, as -1 does. */
function joinValues(args: readonly string[], options: ParseArgsOptionsConfig, tolerant: boolean): string[] {
  const known = new Map(
    Object.entries(options).flatMap(([key, option]) => [
      [`--${key}`, option],
      [`-${option.short ?? key}`, option],
    ]),
  );
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? '';
    const [name = '', given] = argument.split(/=(.*)/s, 2);
    const option = known.get(name);
    if (option?.type !== 'string') {
      if (option !== undefined || !tolerant) joined.push(argument);
      continue;
    }
    const value = given ?? args[++index];
    // Two dashes begin the next option; a token may well begin with one.
    if (value === undefined || (given === undefined && (known.has(value) || value.startsWith('--')))) {
      throw new Misuse(`${name} takes a value`);
    }
    if (value === '') throw new Misuse(`${name} must not be empty`);
    joined.push(`${name}=${value}`);
  }
  return joined;
}

/** `parseArgs` goes on to guess at what was meant; nobody wants that here. */
function firstSentence(message: string): string {
  return message.split(/\.\s/)[0]?.replace(/\.$/, '') ?? message;
}

/** The number given for an option; `null` when it was not. Throws `Misuse`. */
export function wholeNumber(name: string, value: string | undefined, most: number): number | null {
  return numberLike(/^\d+$/, `a whole number up to ${most}`, name, value, most);
}

/** The same, with decimals. */
export function amount(name: string, value: string | undefined, most: number): number | null {
  return numberLike(/^\d+(\.\d+)?$/, `a number up to ${most}`, name, value, most);
}

function numberLike(
  form: RegExp,
  wanted: string,
  name: string,
  value: string | undefined,
  most: number,
): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (!form.test(value) || number > most) throw new Misuse(`${name} takes ${wanted}, not "${value}"`);
  return number;
}
