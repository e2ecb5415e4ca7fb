/**
 * Single keys that act on the page. A screen binds the keys it answers; the last one bound wins, so a sheet can take Escape from the
 * list behind it. Keys pressed while typing, or with Ctrl, Alt or ⌘, are left alone, except Escape.
 */
import { useEffect, useRef } from 'react';

/** By the key's name in lower case: `j`, `enter`, `escape`, `arrowdown`. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const layers: { current: KeyMap }[] = [];

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select') || target.closest('.cm-editor') !== null)
  );
}

function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (inDialog(event.target) || (typing(event.target) && event.key !== 'Escape')) return;
  const pressesSomething =
    event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a');
  if (pressesSomething) return;
  for (const layer of layers.toReversed()) {
    const act = layer.current[event.key.toLowerCase()];
    if (act) {
      event.preventDefault();
      act(event);
      return;
    }
  }
}

/** Binds `map` while the component is mounted. */
export function useKeys(map: KeyMap): void {
  const layer = useRef(map);
  layer.current = map;
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', onKey);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) window.removeEventListener('keydown', onKey);
    };
  }, []);
}

export const keyHelp: { keys: string[]; what: string }[] = [
  { keys: ['⌘ K', 'Ctrl K'], what: 'Search screens, calls and actions' },
  { keys: ['/'], what: 'Go to the filter' },
  { keys: ['j', '↓'], what: 'Next row' },
  { keys: ['k', '↑'], what: 'Previous row' },
  { keys: ['x'], what: 'Open the row beside the list, or close it' },
  { keys: ['Enter'], what: 'Open the row on a page of its own' },
  { keys: ['Esc'], what: 'Close the panel, go back' },
  { keys: ['.'], what: 'Show new rows' },
  { keys: ['?'], what: 'Show these keys' },
];
