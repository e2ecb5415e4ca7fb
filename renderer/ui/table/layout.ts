/**
 * Which columns of a table are shown, in which order and how wide, as the operator arranged them. As text it goes into addresses and
 * saved views: `ended.120~customer~agent`. A column that is not known any more is left out.
 */

export interface ColumnLayout {
  /** The shown ones, first to last. */
  shown: readonly string[];
  /** Pixels; a column without one is as wide as it is by itself. */
  widths: Readonly<Record<string, number>>;
}

const leastWidth = 48;
const mostWidth = 1200;

export function layoutText({ shown, widths }: ColumnLayout): string {
  return shown.map((id) => (widths[id] === undefined ? id : `${id}.${widths[id]}`)).join('~');
}

/** `null` where no known column is left. */
export function layoutOfText(text: string | undefined, known: readonly string[]): ColumnLayout | null {
  const shown: string[] = [];
  const widths: Record<string, number> = {};
  for (const part of text?.split('~') ?? []) {
    const [id = '', width] = part.split('.');
    if (!known.includes(id) || shown.includes(id)) continue;
    shown.push(id);
    if (width !== undefined && /^\d{1,4}$/.test(width)) widths[id] = within(Number(width));
  }
  return shown.length > 0 ? { shown, widths } : null;
}

/** Shows a column, at `at` or as the last one, or takes it away; the last one that is left stays. */
export function withColumn(layout: ColumnLayout, id: string, on: boolean): ColumnLayout {
  const others = layout.shown.filter((each) => each !== id);
  if (on) return layout.shown.includes(id) ? layout : { ...layout, shown: [...others, id] };
  return others.length === 0 ? layout : { ...layout, shown: others };
}

/** Puts a shown column at this place, from 0. */
export function movedTo(layout: ColumnLayout, id: string, place: number): ColumnLayout {
  if (!layout.shown.includes(id)) return layout;
  const others = layout.shown.filter((each) => each !== id);
  const at = Math.max(0, Math.min(others.length, place));
  return { ...layout, shown: [...others.slice(0, at), id, ...others.slice(at)] };
}

export function movedBy(layout: ColumnLayout, id: string, by: 1 | -1): ColumnLayout {
  return movedTo(layout, id, layout.shown.indexOf(id) + by);
}

/** `null`: as wide as it is by itself. */
export function withWidth(layout: ColumnLayout, id: string, width: number | null): ColumnLayout {
  const { [id]: _, ...others } = layout.widths;
  return { ...layout, widths: width === null ? others : { ...others, [id]: within(width) } };
}

function within(width: number): number {
  return Math.round(Math.max(leastWidth, Math.min(mostWidth, width)));
}
