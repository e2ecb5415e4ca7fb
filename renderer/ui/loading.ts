/**
 * Parts of the console that are loaded when they are first wanted. One that does not come says so by an error of its own: its file is gone
 * after an update, or nobody serves it any more, and asking again gives the same answer until the page is loaded anew.
 */
export class NotLoaded extends Error {
  override name = 'NotLoaded';
}

/** `load`, with a failure told as `NotLoaded`. */
export function loading<T>(load: () => Promise<T>): () => Promise<T> {
  return () =>
    load().catch((cause: unknown) => {
      throw new NotLoaded('A part of the console did not come.', { cause });
    });
}
