/** What is different between two values, path by path: what was there struck out, what is there now beside it. */
import type { Json, JsonChange } from '../../../shared/domain/chain.ts';
import classes from './changes.module.css';

export function Changes({ changes, label }: { changes: readonly JsonChange[]; label: string }) {
  return (
    <ul className={classes.changes} aria-label={label}>
      {changes.map(({ path, from, to }) => (
        <li key={path}>
          <span className={classes.path}>{path || 'all of it'}</span>
          <span className={classes.values}>
            {from === undefined ? <span className={classes.word}>new</span> : <del>{shown(from)}</del>}
            {to === undefined ? <span className={classes.word}>removed</span> : <ins>{shown(to)}</ins>}
          </span>
        </li>
      ))}
    </ul>
  );
}

const longest = 400;

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
