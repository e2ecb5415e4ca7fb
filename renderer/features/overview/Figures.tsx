/** Five numbers: how much there was, how well it went, and what still needs somebody. Each opens the list it counts. */
import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { CallCounts, Overview } from '../../../shared/domain/overview.ts';
import { count, plural, shortCount } from '../../ui/format.ts';
import { CallsLink } from './CallsLink.tsx';
import { type CallSearch, callsIn } from './links.ts';
import classes from './overview.module.css';
import { Spark } from './Spark.tsx';
import { type Change, changeOf, percent, pointsOf, share, unsaid, withChains, withWebhooks } from './words.ts';

/** A share of calls that is told as a percentage. */
interface Rate {
  part(counts: CallCounts): number;
  whole(counts: CallCounts): number;
  of: string;
}

const callRate: Rate = { part: (c) => c.succeeded, whole: (c) => c.succeeded + c.missed, of: 'calls with a verdict' };
const chainRate: Rate = { part: (c) => c.chains.succeeded, whole: withChains, of: 'calls with chains' };
const deliveryRate: Rate = { part: (c) => c.webhooks.succeeded, whole: withWebhooks, of: 'calls with webhooks' };

export function Figures({ overview }: { overview: Overview }) {
  const { totals, before, bars } = overview;
  const rate = ({ part, whole }: Rate, counts: CallCounts) => share(part(counts), whole(counts));
  const search = (narrowed: CallSearch) => callsIn(overview, narrowed);
  const ofRate = (name: string, of: Rate, narrowed: CallSearch, parts: Part[]) => (
    <Figure
      name={name}
      value={percent(rate(of, totals))}
      whole={`${count(of.part(totals))} of ${count(of.whole(totals))} ${of.of}`}
      search={search(narrowed)}
      change={before && pointsOf(rate(of, totals), rate(of, before))}
      spark={bars.map((bar) => rate(of, bar))}
    >
      <Parts parts={parts} search={search} />
    </Figure>
  );
  return (
    <section className={classes.figures} aria-label="Figures">
      <Figure
        name="Calls ended"
        value={shortCount(totals.calls)}
        whole={plural(totals.calls, 'call')}
        search={search({})}
        change={before && changeOf(totals.calls, before.calls)}
        spark={bars.map(({ calls }) => calls)}
      >
        {before ? (
          <CallsLink search={callsIn(before)}>{`${shortCount(before.calls)} the period before`}</CallsLink>
        ) : (
          'no earlier period'
        )}
      </Figure>
      {ofRate('Call success', callRate, { success: true }, [
        [totals.missed, 'missed', { success: false }],
        [unsaid(totals), 'no verdict', { without: 'success' }],
      ])}
      {ofRate('Chain success', chainRate, { chains: 'succeeded' }, [
        [totals.chains.failed, 'failed', { chains: 'failed' }],
        [totals.chains.recovered, 'recovered', { chains: 'recovered' }],
      ])}
      {ofRate('Delivery success', deliveryRate, { webhooks: 'succeeded' }, [
        [totals.webhooks.failed, 'failed', { webhooks: 'failed' }],
        [totals.webhooks.pending, 'pending', { webhooks: 'pending' }],
        [totals.webhooks.recovered, 'recovered', { webhooks: 'recovered' }],
      ])}
      <Figure
        name="Needs attention"
        value={shortCount(totals.failed)}
        whole={`${plural(totals.failed, 'call')} with a webhook or chain that failed and has not recovered`}
        search={search({ show: 'failed' })}
        change={before && changeOf(totals.failed, before.failed)}
        spark={bars.map(({ failed }) => failed)}
      >
        <Parts parts={[[totals.recovered, 'recovered', { show: 'recovered' }]]} search={search} />
      </Figure>
    </section>
  );
}

interface FigureProps {
  name: string;
  value: string;
  /** The exact truth, for the tooltip. */
  whole: string;
  search: CallSearch;
  change: Change | null;
  spark: readonly (number | null)[];
  children: ReactNode;
}

function Figure({ name, value, whole, search, change, spark, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <h2>{name}</h2>
      <div className={classes.value}>
        <Tooltip label={whole}>
          <Link to="/calls" search={search} aria-label={`${whole}: ${name.toLowerCase()} ${value}`} className="num">
            {value}
          </Link>
        </Tooltip>
        {change ? <ChangeWords change={change} /> : null}
        <Spark values={spark} />
      </div>
      <p className={classes.parts}>{children}</p>
    </div>
  );
}

const arrows = { up: '↑', down: '↓', same: '=' } as const;
const spoken = { up: 'up by', down: 'down by', same: '' } as const;

function ChangeWords({ change: { direction, text } }: { change: Change }) {
  return (
    <Tooltip label="Against the period of the same length before">
      <span className={classes.change}>
        <span aria-hidden>{arrows[direction]} </span>
        <span className={classes.unseen}>{spoken[direction]} </span>
        {text}
      </span>
    </Tooltip>
  );
}

type Part = [number: number, words: string, search: CallSearch];

/** Those there are any of. */
function Parts({ parts, search }: { parts: readonly Part[]; search(narrowed: CallSearch): CallSearch }) {
  const some = parts.filter(([number]) => number > 0);
  if (some.length === 0) return `none ${parts[0]?.[1]}`;
  return some.map(([number, words, narrowed], index) => (
    <Fragment key={words}>
      <span className={classes.part}>
        <CallsLink search={search(narrowed)}>{`${shortCount(number)} ${words}`}</CallsLink>
        {index < some.length - 1 ? ' ·' : ''}
      </span>{' '}
    </Fragment>
  ));
}
