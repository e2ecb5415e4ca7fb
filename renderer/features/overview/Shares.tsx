/** Calls by what they have in common, most first: a table whose first column is drawn as bars. */
import { Button, Tooltip } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Overview, Share, Shares as SharesOf } from '../../../shared/domain/overview.ts';
import { count, plural, shortCount } from '../../ui/format.ts';
import { distinctWords } from '../calls/words.ts';
import { CallsLink } from './CallsLink.tsx';
import { type CallSearch, callsIn, callsWith, type ShareField } from './links.ts';
import classes from './overview.module.css';
import { percent, share } from './words.ts';

const shownAtFirst = 7;

interface SharesProps {
  overview: Overview;
  field: ShareField;
  title: string;
  shares: SharesOf;
  /** What one is called, and many. */
  noun: readonly [string, string];
  /** How a value reads. */
  words?: (value: string) => string;
}

export function Shares({ overview, field, title, shares: { rows, others }, noun, words }: SharesProps) {
  const [all, setAll] = useState(false);
  const most = Math.max(1, ...rows.map(({ calls }) => calls));
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  const hidden = sum(rows.slice(shown.length), others);
  const more = others.values === null ? null : rows.length - shown.length + others.values;
  const told = words
    ? distinctWords(
        rows.map(({ value }) => value),
        words,
      )
    : String;
  const name = (value: string) => (value === '' ? 'not given' : told(value));
  return (
    <Ranking
      title={title}
      columns={['Calls', 'Success', 'Failed']}
      more={rows.length > shownAtFirst ? { all, toggle: () => setAll(!all) } : null}
      empty={rows.length === 0}
    >
      {shown.map((row) => (
        <tr key={row.value}>
          <th scope="row">
            <Bar part={row.calls / most}>
              <CallsLink search={callsWith(overview, field, row.value)}>
                <span className={row.value === '' ? 'faint' : undefined} title={name(row.value)}>
                  {name(row.value)}
                </span>
              </CallsLink>
            </Bar>
          </th>
          <td>
            <CallsLink search={callsWith(overview, field, row.value)}>{shortCount(row.calls)}</CallsLink>
          </td>
          <td>
            {row.succeeded > 0 ? (
              <CallsLink search={callsWith(overview, field, row.value, { success: true })}>{successOf(row)}</CallsLink>
            ) : (
              successOf(row)
            )}
          </td>
          <td>
            {row.failed > 0 ? (
              <CallsLink search={callsWith(overview, field, row.value, { show: 'failed' })}>
                <span className={classes.bad}>{shortCount(row.failed)}</span>
              </CallsLink>
            ) : (
              <span className="faint">0</span>
            )}
          </td>
        </tr>
      ))}
      {hidden.calls > 0 ? (
        <tr className={classes.others}>
          <th scope="row">
            <Widest of={noun[1]} search={callsIn(overview)}>
              {more === null ? `other ${noun[1]}` : plural(more, `other ${noun[0]}`, `other ${noun[1]}`)}
            </Widest>
          </th>
          <td>
            <Widest of={noun[1]} search={callsIn(overview)}>
              {shortCount(hidden.calls)}
            </Widest>
          </td>
          <td>
            {hidden.succeeded > 0 ? (
              <Widest of={noun[1]} search={callsIn(overview, { success: true })}>
                {successOf(hidden)}
              </Widest>
            ) : (
              successOf(hidden)
            )}
          </td>
          <td>
            {hidden.failed > 0 ? (
              <Widest of={noun[1]} search={callsIn(overview, { show: 'failed' })}>
                {count(hidden.failed)}
              </Widest>
            ) : (
              <span className="faint">0</span>
            )}
          </td>
        </tr>
      ) : null}
    </Ranking>
  );
}

/** A search cannot leave values out: it leads to the calls of all of them, and says so. */
function Widest({ of, search, children }: { of: string; search: CallSearch; children: ReactNode }) {
  return (
    <Tooltip
      label={`Opens the calls of all ${of}: a list can be narrowed to one of them there, and not to the others.`}
    >
      <span>
        <CallsLink search={search}>{children}</CallsLink>
      </span>
    </Tooltip>
  );
}

interface RankingProps {
  title: string;
  /** After the name. */
  columns: readonly string[];
  more: { all: boolean; toggle(): void } | null;
  empty: boolean;
  children: ReactNode;
}

export function Ranking({ title, columns, more, empty, children }: RankingProps) {
  return (
    <section className={classes.panel} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {more ? (
          <Button variant="subtle" size="compact-xs" onClick={more.toggle}>
            {more.all ? 'Show fewer' : 'Show all'}
          </Button>
        ) : null}
      </header>
      {empty ? (
        <p className={classes.none}>Nothing in this period.</p>
      ) : (
        <div className={classes.scroll} data-all={more?.all || undefined}>
          <table className={classes.ranking}>
            <thead>
              <tr>
                <th scope="col">
                  <span className={classes.unseen}>Name</span>
                </th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** `part` of the longest bar, 0 to 1. */
export function Bar({ part, children }: { part: number; children: ReactNode }) {
  return (
    <span className={classes.bar}>
      <i style={{ transform: `scaleX(${part})` }} aria-hidden />
      {children}
    </span>
  );
}

const successOf = ({ succeeded, missed }: Pick<Share, 'succeeded' | 'missed'>): string =>
  percent(share(succeeded, succeeded + missed));

function sum(rows: readonly Share[], others: SharesOf['others']): Omit<Share, 'value'> {
  const all = [...rows, others];
  const of = (name: keyof Omit<Share, 'value'>) => all.reduce((total, row) => total + row[name], 0);
  return {
    calls: of('calls'),
    succeeded: of('succeeded'),
    missed: of('missed'),
    failed: of('failed'),
    recovered: of('recovered'),
  };
}
