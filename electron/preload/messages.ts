/** The two messages between page, preload and main: all that ever passes through there. */

/** The page asks for a port to core; preload asks main the same. */
export const wantPort = 'aftercall:want-port';

/** Carries the port to preload, and from there to the page. Comes again with a new port whenever core has been started anew. */
export const portMessage = 'aftercall:port';
