/** Two texts line by line: what went away, what came, and a little of what stayed between. */
import { diffLines } from 'diff';
import { useMemo } from 'react';
import { plural } from './format.ts';
import classes from './TextDiff.module.css';

/** More than this takes long to compare, and nobody reads it. */
const longest = 200_000;
const around = 2;

export function TextDiff({ from, to, label }: { from: string; to: string; label: string }) {
  const parts = useMemo(
    () => (from.length + to.length > longest ? null : diffLines(from, to, { maxEditLength: 4000 })),
    [from, to],
  );
  if (!parts) return <p className="dim">These texts are too long, or too different, to be compared line by line.</p>;
  return (
    <section aria-label={label}>
      <pre className={classes.diff}>
        {parts.map((part, index) => {
          const lines = part.value.replace(/\n$/, '').split('\n');
          // A part has no other name than its place.
          const key = index;
          if (part.added) return <ins key={key}>{lines.join('\n')}</ins>;
          if (part.removed) return <del key={key}>{lines.join('\n')}</del>;
          const first = index === 0 ? 0 : around;
          const last = index === parts.length - 1 ? 0 : around;
          if (lines.length <= first + last + 1) return <span key={key}>{lines.join('\n')}</span>;
          return (
            <span key={key}>
              {lines.slice(0, first).map((line) => `${line}\n`)}
              <em>{plural(lines.length - first - last, 'line')} the same</em>
              {lines.slice(lines.length - last).map((line) => `\n${line}`)}
            </span>
          );
        })}
      </pre>
    </section>
  );
}
