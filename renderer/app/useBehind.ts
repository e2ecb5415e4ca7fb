/** How far the text search is behind, once it has been for longer than it takes to follow what just arrived. */
import { useEffect, useState } from 'react';

const patienceMs = 10_000;

/** Events the search does not know; 0 while that is nothing to speak of. */
export function useBehind(events: number): number {
  const [long, setLong] = useState(false);
  const behind = events > 0;
  useEffect(() => {
    setLong(false);
    if (!behind) return;
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, [behind]);
  return long ? events : 0;
}
