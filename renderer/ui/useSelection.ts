/** The rows of a list that are selected together, to do one thing with all of them. */
import { useCallback, useRef, useState } from 'react';
import { between } from './neighbour.ts';

export interface Selection<Id> {
  ids: ReadonlySet<Id>;
  /** Everything the list's filter finds is selected, also what is not loaded; `ids` is empty then. */
  all: boolean;
  takeAll(): void;
  /** Takes the row in, or out again; out of everything, the other loaded rows stay. */
  toggle(id: Id, rows: readonly { id: Id }[]): void;
  /** Takes in all rows from the one toggled last, else from `standing`, to this one. */
  extend(id: Id, rows: readonly { id: Id }[], standing: Id | undefined): void;
  clear(): void;
}

/** `listKey` names the list with its filter: another list begins with nothing selected. */
export function useSelection<Id extends number | string>(listKey: string): Selection<Id> {
  const [chosen, setChosen] = useState<{ of: string; ids: ReadonlySet<Id>; all: boolean }>(nothing(listKey));
  const anchor = useRef<Id>(undefined);
  const { ids, all } = chosen.of === listKey ? chosen : nothing(listKey);

  const put = (next: ReadonlySet<Id>) => setChosen({ of: listKey, ids: next, all: false });
  const clear = useCallback(() => {
    anchor.current = undefined;
    setChosen(nothing(listKey));
  }, [listKey]);

  return {
    ids,
    all,
    takeAll() {
      anchor.current = undefined;
      setChosen({ ...nothing(listKey), all: true });
    },
    toggle(id, rows) {
      const next = new Set(all ? rows.map((row) => row.id) : ids);
      if (!next.delete(id)) next.add(id);
      anchor.current = id;
      put(next);
    },
    extend(id, rows, standing) {
      put(new Set([...ids, ...between(rows, anchor.current ?? standing ?? id, id)]));
    },
    clear,
  };
}

const none: ReadonlySet<never> = new Set();

const nothing = (listKey: string) => ({ of: listKey, ids: none, all: false });
