/**
 * Single keys that act on the page. A screen binds the keys it answers; the last one bound wins, so a sheet can take Escape from the
 * list behind it. Keys pressed while typing, or with Ctrl, Alt or ⌘, are left alone, except Escape.
 */
import { useEffect, useRef } from 'react';
import { usualOf } from './shortcuts.ts';

/** By the usual key's name in lower case: `j`, `enter`, `escape`, `arrowdown`; two presses with a space between: `g c`. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const layers: { current: KeyMap }[] = [];

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select') || target.closest('.cm-editor') !== null)
  );
}

/** The path is that of the press: by now the dialog may have closed on the same key, and its elements hang nowhere. */
function inDialog(event: KeyboardEvent): boolean {
  return event.composedPath().some((each) => each instanceof Element && each.matches('[role="dialog"]'));
}

/** Whether a dialog was open when the key went down, wherever the focus was. */
let dialogOpen = false;

/** Whether the key closes a menu or the list of a field's options, and is spent with that. */
let closesOptions = false;

/** Runs before any dialog or field hears of the key: the frame binds its keys first. */
function beforeKey(event: KeyboardEvent): void {
  dialogOpen = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
  closesOptions =
    event.key === 'Escape' &&
    event.target instanceof Element &&
    event.target.closest(
      '[aria-haspopup="listbox"][aria-expanded="true"], [aria-haspopup="menu"][aria-expanded="true"], [role="menu"]',
    ) !== null;
}

/** The first of two presses, for as long as the second may still come. */
let begun: { key: string; until: number } | null = null;
const secondPressMs = 1500;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (dialogOpen || closesOptions || inDialog(event) || (typing(event.target) && event.key !== 'Escape')) return;
  if (pressesSomething(event)) return;
  const first = begun && begun.until > event.timeStamp ? `${begun.key} ` : '';
  begun = null;
  const key = usualOf(`${first}${event.key.toLowerCase()}`);
  if (key === null) return;
  for (const layer of layers.toReversed()) {
    const act = layer.current[key];
    if (act) {
      event.preventDefault();
      act(event);
      return;
    }
  }
  if (layers.some((layer) => Object.keys(layer.current).some((bound) => bound.startsWith(`${key} `)))) {
    begun = { key, until: event.timeStamp + secondPressMs };
  }
}

/** Enter presses buttons and follows links; the space bar presses whatever can be pressed. */
function pressesSomething({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (key === 'Enter') return target.closest('button, a') !== null;
  return key === ' ' && target.closest('button, summary, [role="button"], [role="tab"], [role="option"]') !== null;
}

/** Binds `map` while the component is mounted. */
export function useKeys(map: KeyMap): void {
  const layer = useRef(map);
  layer.current = map;
  useEffect(() => {
    if (layers.length === 0) {
      window.addEventListener('keydown', beforeKey, { capture: true });
      // On the document: a tooltip that hangs open somewhere takes Escape there, and lets it go no further.
      document.addEventListener('keydown', onKey);
    }
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length > 0) return;
      window.removeEventListener('keydown', beforeKey, { capture: true });
      document.removeEventListener('keydown', onKey);
    };
  }, []);
}

/** The key that makes a shortcut of another one on this machine. */
export const modifier = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl';

export interface KeyHelp {
  /** The first one can be changed if it is a letter, a digit or a sign; the others mean the same. */
  keys: string[];
  what: string;
}

export const keyHelp: KeyHelp[] = [
  { keys: [`${modifier} K`], what: 'Search calls, endpoints, screens and actions' },
  { keys: ['/'], what: 'Go to the filter' },
  { keys: ['j', '↓'], what: 'Next row' },
  { keys: ['k', '↑'], what: 'Previous row' },
  { keys: ['Home', 'End'], what: 'First row, last row that is loaded' },
  { keys: ['x', `${modifier} click`], what: 'Select the row, or take it out of the selection' },
  { keys: ['Shift click', 'Shift j', 'Shift k'], what: 'Select all rows up to this one' },
  { keys: ['Shift x'], what: 'Select everything the filter finds, where that can be done' },
  { keys: ['o'], what: 'Open the row beside the list, or close it' },
  { keys: ['Enter'], what: 'Open the row on a page of its own' },
  { keys: ['Esc'], what: 'Close the panel, clear the selection, leave the row, go back' },
  { keys: ['.'], what: 'Show new rows' },
  { keys: ['r'], what: 'Review: mark the call as reviewed, and go to the next' },
  { keys: ['f'], what: 'Add a filter; review: flag the call, or take its flag off' },
  { keys: ['1', '2', '3', '4', '5'], what: 'Review: score the call' },
  { keys: ['c'], what: 'Review: go to the score card' },
  { keys: ['n'], what: 'Review: write a note; a transcript that is searched: next match, with Shift the one before' },
  { keys: ['u'], what: 'Review: undo' },
  { keys: ['Space'], what: 'A call’s recording: play or pause' },
  { keys: ['←', '→'], what: 'A call’s recording: 5 seconds back or on' },
  { keys: ['[', ']'], what: 'A call’s recording: slower or faster' },
  { keys: ['v'], what: 'A call: reveal what is masked of it, or hide it again' },
  { keys: ['?'], what: 'Show these keys' },
];
