/** A script with its lines numbered; the one it failed in stands out, with what is around it. */
import { useState } from 'react';
import type { StepError } from '../../../shared/domain/chain.ts';
import { Copy } from '../../ui/Copy.tsx';
import { plural } from '../../ui/format.ts';
import { lineOf } from './explain.ts';
import classes from './script.module.css';
import step from './step.module.css';

/** Shown before and after the line that failed, or from the beginning. */
const around = 6;

export function ScriptView({ code, error }: { code: string; error: StepError | null }) {
  const [all, setAll] = useState(false);
  const lines = code.split('\n');
  const failed = error?.kind === 'script' ? lineOf(error.message) : null;
  const first = all || failed === null ? 1 : Math.max(1, failed - around);
  const shown = lines.slice(first - 1, all ? undefined : (failed ?? around) + around);
  const rest = lines.length - shown.length;
  return (
    <section>
      <h4 className={step.title}>
        Script <Copy value={code} what="the script" />
      </h4>
      <ol className={classes.code} start={first} aria-label="Script">
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text.
          <li key={index} data-failed={first + index === failed || undefined}>
            <span className={classes.number}>{first + index}</span>
            <code>{line}</code>
          </li>
        ))}
      </ol>
      {rest > 0 ? (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          and {plural(rest, 'more line')}
        </button>
      ) : null}
    </section>
  );
}
