/** Where a filter finds nothing: which of its parts stands in the way, and how many calls there are without it. */
import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import type { ChoicesOf } from '../../ui/filters/fields.ts';
import { chipWords, type FilterValues, timeWords } from '../../ui/filters/fields.ts';
import { total } from '../../ui/format.ts';
import { Empty } from '../../ui/Notices.tsx';
import { useZone } from '../../ui/preferences.ts';
import { callFields } from './filters.ts';
import classes from './list.module.css';
import { type ListedFilter, useTotals } from './list-queries.ts';

interface NothingFoundProps {
  filter: ListedFilter;
  choices: ChoicesOf;
  onDrop(change: FilterValues): void;
  onClear(): void;
}

/** More than anybody reads; each asks core once. */
const most = 8;

export function NothingFound({ filter, choices, onDrop, onClear }: NothingFoundProps) {
  const zone = useZone();
  const parts = partsOf(filter, choices, timeWords(filter, zone)).slice(0, most);
  const totals = useTotals(parts.length > 1 ? parts.map(({ drop }) => ({ ...filter, ...drop })) : [], zone);
  const helpful = parts
    .map((part, index) => ({ ...part, without: totals[index]?.data }))
    .filter(({ without }) => without?.some);
  const only = parts.length === 1 ? parts[0] : undefined;
  const isCounting = totals.some(({ isPending }) => isPending);

  return (
    <Empty
      icon={IconFilterOff}
      title={only ? `No calls: ${only.words}` : 'No call matches all of this'}
      action={<Button onClick={onClear}>Show all calls</Button>}
    >
      {filter.text ? 'All words must occur; the last one may be incomplete. ' : ''}
      {helpful.length > 0
        ? 'Try without one of them:'
        : parts.length > 1 && !isCounting
          ? 'Leaving out one of them is not enough.'
          : ''}
      {helpful.length > 0 ? (
        <span className={classes.drops}>
          {helpful.map(({ words, drop, without }) => (
            <Button key={words} onClick={() => onDrop(drop)}>
              Without {words}: {without ? total(without) : ''}
            </Button>
          ))}
        </span>
      ) : null}
    </Empty>
  );
}

interface Part {
  words: string;
  /** The change of the address that takes it away. */
  drop: FilterValues;
}

function partsOf(filter: ListedFilter, choices: ChoicesOf, time: string | null): Part[] {
  const { show, text } = filter;
  const values: FilterValues = { ...filter, order: undefined };
  return [
    ...(text ? [{ words: `“${text}”`, drop: { text: undefined } }] : []),
    ...(time ? [{ words: time, drop: { range: undefined, from: undefined, to: undefined } }] : []),
    ...(show && show !== 'all' ? [{ words: `“${show}”`, drop: { show: undefined } }] : []),
    ...callFields.flatMap((field) => {
      const value = values[field.key];
      return value === undefined
        ? []
        : [{ words: `“${chipWords(field, value, choices)}”`, drop: { [field.key]: undefined } }];
    }),
  ];
}
