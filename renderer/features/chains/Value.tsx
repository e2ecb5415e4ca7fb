/** A JSON value with a title, to fold and to copy. */
import { useMemo } from 'react';
import type { Json } from '../../../shared/domain/chain.ts';
import { Copy } from '../../ui/Copy.tsx';
import { parseJson } from '../../ui/json/parse.ts';
import { Tree } from '../../ui/json/Tree.tsx';
import classes from './step.module.css';

export function Value({ title, value }: { title: string; value: Json }) {
  const node = useMemo(() => parseJson(JSON.stringify(value)), [value]);
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return (
    <section>
      <h4 className={classes.title}>
        {title}
        {isEmpty ? <span className="faint">: none</span> : null}
        {isEmpty ? null : <Copy value={JSON.stringify(value, null, 2)} what={title.toLowerCase()} />}
      </h4>
      {isEmpty ? null : (
        <div className={classes.box}>
          {node ? <Tree node={node} label={title} /> : <code>{JSON.stringify(value)}</code>}
        </div>
      )}
    </section>
  );
}
