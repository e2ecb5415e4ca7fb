/** Tells every part of the page that the console has had no engine for a while, so that it can say so instead of seeming to load. */
import { createContext, useContext } from 'react';

/** Given by the frame. */
export const EngineGone = createContext(false);

export function useEngineGone(): boolean {
  return useContext(EngineGone);
}
