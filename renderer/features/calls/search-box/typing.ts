/** What typing in the search box does: finished keys leave it and become chips, the rest is looked for as it stands. */
import type { CallChoices } from '../../../../shared/domain/call.ts';
import { readSearch, type SearchProblem, withoutSettled } from '../../../../shared/domain/call-search.ts';
import type { CallSearch } from '../../../../shared/domain/call-search-keys.ts';
import type { Clock } from '../../../../shared/domain/search-time.ts';

export interface Typed {
  /** What stays in the box, and where the caret is in it. */
  rest: string;
  caret: number;
  /** What was finished. */
  part: CallSearch;
  /** What is looked for. */
  text: string;
  problems: SearchProblem[];
}

/** A key is finished by the space after it, or where all of the text is, as after Enter. */
export function typed(input: string, caret: number, clock: Clock, choices?: CallChoices, all = false): Typed {
  const read = readSearch(input, clock, choices, all ? input.length : input.length - 1);
  // What the caret stands at the end of is still being written, also before the end of the text.
  const settled = read.settled.filter(({ to }) => all || to !== caret);
  if (settled.length < read.settled.length)
    return { rest: input, caret, part: {}, text: read.text, problems: read.problems };
  const rest = withoutSettled(input, settled);
  const before = withoutSettled(
    input.slice(0, caret),
    settled.filter(({ to }) => to <= caret),
  );
  return {
    rest,
    caret: Math.min(before.length, rest.length),
    part: read.part,
    text: read.text,
    // Their places are those of the input; in the rest they are the same words.
    problems: readSearch(rest, clock, choices).problems,
  };
}
