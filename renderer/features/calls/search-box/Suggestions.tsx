/** Below the search box: what may come next, and what was typed that is not understood. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { SearchProblem } from '../../../../shared/domain/call-search.ts';
import { count } from '../../../ui/format.ts';
import type { Suggestion } from './completion.ts';
import classes from './search-box.module.css';

interface SuggestionsProps {
  id: string;
  suggestions: readonly Suggestion[];
  /** The one that Enter takes; -1 for none. */
  at: number;
  onAt(at: number): void;
  onPick(suggestion: Suggestion): void;
  problems: readonly SearchProblem[];
  onInstead(problem: SearchProblem): void;
}

export function Suggestions({ id, suggestions, at, onAt, onPick, problems, onInstead }: SuggestionsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    // The focus stays in the box.
    <div className={classes.below} onPointerDown={(event) => event.preventDefault()}>
      {suggestions.length > 0 ? (
        <div ref={list} id={id} role="listbox" aria-label="Suggestions" className={classes.list}>
          {suggestions.map((suggestion, index) => (
            <button
              key={suggestion.insert}
              id={`${id}-${index}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={classes.option}
              onMouseMove={() => index !== at && onAt(index)}
              onClick={() => onPick(suggestion)}
            >
              <bdi className="cut">{suggestion.label}</bdi>
              <span className="cut">{suggestion.hint}</span>
              {suggestion.count === null ? null : <span className="num">{count(suggestion.count)}</span>}
            </button>
          ))}
        </div>
      ) : null}
      {problems.map((problem) => (
        <p key={`${problem.from} ${problem.message}`} className={classes.problem} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>{problem.message}</span>
          {problem.instead ? (
            <button type="button" tabIndex={-1} onClick={() => onInstead(problem)}>
              Use {problem.instead}
            </button>
          ) : null}
        </p>
      ))}
    </div>
  );
}
