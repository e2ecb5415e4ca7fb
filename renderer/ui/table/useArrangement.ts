/**
 * How a list's columns are arranged, remembered. An address that says it, as that of a saved view does, goes before what is remembered,
 * and takes the changes as long as it does.
 */
import { useCallback, useMemo } from 'react';
import type { Arrangement } from '../DataTable.tsx';
import { setPreference, usePreferences } from '../preferences.ts';
import { type ColumnLayout, layoutOfText, layoutText } from './layout.ts';

interface InAddress {
  value: string | undefined;
  onChange(value: string | undefined): void;
}

/** `text` is the arrangement as an address carries it; `undefined` where nothing was arranged. */
export function useArrangement(
  list: string,
  columns: readonly { id: string }[],
  { value, onChange }: InAddress,
): Arrangement & { text: string | undefined } {
  const remembered = usePreferences().columns;
  const known = useMemo(() => columns.map(({ id }) => id), [columns]);
  const text = value ?? remembered[list];
  const layout = useMemo(() => layoutOfText(text, known), [text, known]);
  const inAddress = value !== undefined;

  const onArrange = useCallback(
    (next: ColumnLayout | null) => {
      const written = next ? layoutText(next) : undefined;
      if (inAddress) onChange(written);
      if (inAddress && written !== undefined) return;
      const { [list]: _, ...others } = remembered;
      setPreference('columns', written === undefined ? others : { ...others, [list]: written });
    },
    [inAddress, onChange, remembered, list],
  );
  return { layout, onArrange, text: layout ? layoutText(layout) : undefined };
}
