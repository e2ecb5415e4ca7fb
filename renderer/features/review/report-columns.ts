/** The columns of the report, and its rows in the order of one of them. */
import type { ReviewFigures, ReviewReport } from '../../../shared/domain/review.ts';
import { count, nothing } from '../../ui/format.ts';
import { coverage, oneDecimal } from './figures.ts';

export interface Column {
  id: string;
  label: string;
  title?: string;
  words(of: ReviewFigures): string;
  /** To sort by; `null` comes last, whichever way. */
  value(of: ReviewFigures): number | null;
  /** Which calls the number counts. */
  review?: 'reviewed' | 'flagged';
}

export function columnsOf(report: ReviewReport): Column[] {
  return [
    { id: 'calls', label: 'Calls', words: ({ calls }) => count(calls), value: ({ calls }) => calls },
    {
      id: 'reviewed',
      label: 'Reviewed',
      words: ({ reviewed }) => count(reviewed),
      value: ({ reviewed }) => reviewed,
      review: 'reviewed',
    },
    {
      id: 'coverage',
      label: 'Coverage',
      words: ({ reviewed, calls }) => coverage(reviewed, calls),
      value: ({ reviewed, calls }) => (calls === 0 ? null : reviewed / calls),
    },
    {
      id: 'score',
      label: 'Score',
      title: 'Overall, 1–5',
      words: ({ score }) => oneDecimal(score),
      value: ({ score }) => score,
    },
    {
      id: 'card',
      label: 'Card',
      title: 'The score card by its weights, 1–5',
      words: ({ cardScore }) => oneDecimal(cardScore),
      value: ({ cardScore }) => cardScore,
    },
    ...report.items.map(
      (item): Column => ({
        id: `item-${item.id}`,
        label: item.name,
        title: item.asked ? item.description : 'No longer asked',
        words: ({ items }) => (items[item.id] ? oneDecimal(items[item.id]?.mean ?? null) : nothing),
        value: ({ items }) => items[item.id]?.mean ?? null,
      }),
    ),
    {
      id: 'flagged',
      label: 'Flagged',
      words: ({ flagged }) => count(flagged),
      value: ({ flagged }) => flagged,
      review: 'flagged',
    },
  ];
}

/** `-score`: by the score, the highest first. */
export function sortBy(sort: string): { by: string; down: boolean } {
  return sort.startsWith('-') ? { by: sort.slice(1), down: true } : { by: sort, down: false };
}

type Row = ReviewReport['agents'][number];

export function sorted(rows: readonly Row[], columns: readonly Column[], sort: string): Row[] {
  const { by, down } = sortBy(sort);
  const column = columns.find(({ id }) => id === by);
  const byName = (one: Row, other: Row) => one.agent.localeCompare(other.agent);
  return rows.toSorted((one, other) => {
    if (!column) return down ? byName(other, one) : byName(one, other);
    const [a, b] = [column.value(one), column.value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || byName(one, other);
    return (down ? b - a : a - b) || byName(one, other);
  });
}
