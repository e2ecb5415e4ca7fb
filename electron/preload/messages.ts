/** The messages between page, preload and main: all that ever passes through there. */

/** The page asks for a port to core; preload asks main the same. */
export const wantPort = 'aftercall:want-port';

/** Carries the port to preload, and from there to the page. Comes again with a new port whenever core has been started anew. */
export const portMessage = 'aftercall:port';

/** While there is no core to connect to: how far it is with opening the mirror. To the page it goes as `{ kind, opening }`. */
export const openingMessage = 'aftercall:opening';

/** The page asks to be written to a PDF; preload asks main the same. */
export const savePdf = 'aftercall:save-pdf';

/** Main's answer, to preload; to the page it goes as `{ kind, saved }`. */
export const pdfSaved = 'aftercall:pdf-saved';

/** `path` is null where the operator chose none. */
export type SavedPdf = { ok: true; path: string | null } | { ok: false; why: string };
