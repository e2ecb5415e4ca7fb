/** A list of records with a quick filter, further filters and saved views, segments of what to show, and the selected record beside it; the address carries all three. */
import { type ReactNode, useCallback } from 'react';
import { FilterBox } from './FilterBox.tsx';
import { ListScreen, type ListScreenProps } from './ListScreen.tsx';
import { Segments } from './Segments.tsx';

export interface RecordSearch<S extends string> {
  text?: string | undefined;
  show?: S | undefined;
  id?: number | undefined;
}

type Listed = 'title' | 'noun' | 'columns' | 'queryKey' | 'fetchPage' | 'onOpen' | 'onNear' | 'copyId' | 'bulk';

interface RecordListProps<T extends { id: number }, S extends string> extends Pick<ListScreenProps<T>, Listed> {
  /** Before the filter, e.g. which of several lists this is. */
  lead?: ReactNode;
  /** What can be typed to find a row. */
  placeholder: string;
  /** The first is shown when the address says nothing. */
  segments: readonly [Segment<S>, ...Segment<S>[]];
  search: RecordSearch<S>;
  /** `replace`: no step of its own in the history. */
  onSearch(change: RecordSearch<S>, replace: boolean): void;
  /** When there is nothing to show, and no filter is to blame. */
  empty(show: S): ReactNode;
  /** What can be done with everything the filter shows. */
  all?: ReactNode;
  /** Views and filters, on a line of their own. */
  under?: ReactNode;
  /** Takes every filter away; absent where there is none. */
  onClear?: (() => void) | undefined;
  /** The record beside the list. */
  panel(id: number): ReactNode;
}

interface Segment<S extends string> {
  value: S;
  label: string;
}

export function RecordList<T extends { id: number }, S extends string>(props: RecordListProps<T, S>) {
  const { placeholder, segments, search, onSearch, all, empty, panel, onClear, ...listed } = props;
  const { text, id } = search;
  const normal = segments[0].value;
  const show = search.show ?? normal;
  const onText = useCallback((next: string) => onSearch({ text: next.trim() || undefined }, true), [onSearch]);
  return (
    <ListScreen<T>
      {...listed}
      selected={id}
      onSelect={(next) => onSearch({ id: next }, id !== undefined && next !== undefined)}
      onClearFilter={onClear ?? (text ? () => onSearch({ text: undefined }, false) : undefined)}
      tools={
        <>
          {props.lead}
          <FilterBox
            label={`Filter ${props.title.toLowerCase()}`}
            placeholder={placeholder}
            value={text ?? ''}
            onChange={onText}
          />
          <Segments
            label={`Which ${props.noun[1]}`}
            value={show}
            options={segments}
            onChange={(next) => onSearch({ show: next === normal ? undefined : next }, false)}
          />
          {all}
        </>
      }
      empty={empty(show)}
      panel={id === undefined ? null : panel(id)}
    />
  );
}
