/** Why a call was found: the words where they stand, marked, with who said them. A click opens the call there. */
import { useNavigate } from '@tanstack/react-router';
import type { CallMatch, CallRow } from '../../../shared/domain/call.ts';
import classes from './list.module.css';
import type { Place } from './place.ts';

const places = { transcript: 'Said', summary: 'Summary', data: 'Data' } as const;
const speakers = { agent: 'Agent', customer: 'Customer', system: 'System', unknown: 'Said' } as const;

/** Where the words stand within the call's page. */
export function placeOf(match: CallMatch | undefined): Place | null {
  if (!match) return null;
  if (match.in === 'transcript') {
    return match.turn === null ? { tab: 'transcript' } : { tab: 'transcript', at: `turn-${match.turn}` };
  }
  return match.in === 'data' ? { tab: 'data' } : null;
}

export function Snippet({ call }: { call: CallRow }) {
  const navigate = useNavigate({ from: '/calls' });
  const { match } = call;
  if (!match) return <span className={classes.snippet}>Found by its number, id or names</span>;
  const role = match.in === 'transcript' && match.role ? match.role : null;
  return (
    <button
      type="button"
      // Enter and o on the row go to the same place.
      tabIndex={-1}
      className={classes.snippet}
      onClick={(event) => {
        event.stopPropagation();
        void navigate({ search: (before) => ({ ...before, at: undefined, ...placeOf(match), id: call.id }) });
      }}
    >
      <span className={classes.speaker} data-role={role ?? undefined}>
        {role ? speakers[role] : places[match.in]}
      </span>
      <bdi className="cut">
        {match.pieces.map(({ text, hit }, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text are told apart by their place alone.
          hit ? <mark key={index}>{text}</mark> : text,
        )}
      </bdi>
      {match.more > 0 ? <span className={classes.more}>+{match.more} more</span> : null}
    </button>
  );
}
