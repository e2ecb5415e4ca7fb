/** A table's columns as they are drawn: which have room, how wide each is, and how wide all of them are at least. */
import type { ColumnLook } from '../DataTable.tsx';
import type { ColumnLayout } from './layout.ts';

interface Named extends ColumnLook {
  id: string;
}

/** What is shown where nobody arranged anything. */
export function usualLayout(columns: readonly Named[]): ColumnLayout {
  return { shown: columns.filter(({ optional }) => !optional).map(({ id }) => id), widths: {} };
}

/**
 * What the operator chose stays, however narrow the table is, which then scrolls sideways; of what nobody chose, columns leave by rank.
 * `width` of the table in pixels, 0 before it is known.
 */
export function arranged<C extends Named>(columns: readonly C[], layout: ColumnLayout | null, width: number): C[] {
  if (layout === null) return columns.filter((column) => !column.optional && hasRoom(column, width));
  return layout.shown.flatMap((id) => columns.find((column) => column.id === id) ?? []);
}

/** As `grid-template-columns`. */
export function gridTemplate(columns: readonly Named[], layout: ColumnLayout | null): string {
  const grows = (column: Named) => column.grow !== undefined && layout?.widths[column.id] === undefined;
  // Where none grows, the last one takes what is left of the table.
  const fills = !columns.some(grows);
  return columns
    .map((column, index) => {
      const least = widthOf(column, layout);
      if (grows(column)) return `minmax(${least}px, ${column.grow}fr)`;
      return fills && index === columns.length - 1 ? `minmax(${least}px, 1fr)` : `${least}px`;
    })
    .join(' ');
}

/** Pixels, without the table's own edges. */
export function leastTableWidth(columns: readonly Named[], layout: ColumnLayout | null): number {
  return columns.reduce((sum, column) => sum + widthOf(column, layout), 0);
}

function widthOf(column: Named, layout: ColumnLayout | null): number {
  return layout?.widths[column.id] ?? column.width;
}

function hasRoom(look: ColumnLook, width: number): boolean {
  if (width === 0) return look.until === undefined;
  return (look.from ?? 0) <= width && width < (look.until ?? Number.POSITIVE_INFINITY);
}
