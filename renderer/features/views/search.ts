/** A view's search as text: the same filters give the same text, whatever the order they were chosen in. */

/** `id` is a row that happens to be read, and no part of a view. */
export function searchText(search: object): string {
  const kept = Object.entries(search).filter(([key, value]) => key !== 'id' && value !== undefined);
  return JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Whether a list stands as the view has it. A view that says nothing of columns takes them as they are. */
export function isView(view: Record<string, unknown>, here: object): boolean {
  const asKept = 'columns' in view ? here : { ...here, columns: undefined };
  return searchText(view) === searchText(asKept);
}

/** What a list's address becomes; empty for what cannot be read any more. */
export function searchOfText(text: string): Record<string, unknown> {
  try {
    const search: unknown = JSON.parse(text);
    return typeof search === 'object' && search !== null && !Array.isArray(search) ? { ...search } : {};
  } catch {
    return {};
  }
}
