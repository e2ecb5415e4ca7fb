/** The rows of a list that are selected together, to do one thing with all of them. */
import { useCallback, useRef, useState } from 'react';
import { between } from './neighbour.ts';

export interface Selection<Id> {
  ids: ReadonlySet<Id>;
  /** Takes the row in, or out again. */
  toggle(id: Id): void;
  /** Takes in all rows from the one toggled last, else from `standing`, to this one. */
  extend(id: Id, rows: readonly { id: Id }[], standing: Id | undefined): void;
  clear(): void;
}

/** `listKey` names the list with its filter: another list begins with nothing selected. */
export function useSelection<Id extends number | string>(listKey: string): Selection<Id> {
  const [chosen, setChosen] = useState<{ of: string; ids: ReadonlySet<Id> }>({ of: listKey, ids: new Set() });
  const anchor = useRef<Id>(undefined);
  const ids = chosen.of === listKey ? chosen.ids : none;

  const put = (next: ReadonlySet<Id>) => setChosen({ of: listKey, ids: next });
  const clear = useCallback(() => {
    anchor.current = undefined;
    setChosen({ of: listKey, ids: new Set() });
  }, [listKey]);

  return {
    ids,
    toggle(id) {
      const next = new Set(ids);
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
