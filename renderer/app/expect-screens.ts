/** Fetches the screens that were not shown yet, once the page stands: going there then waits for nothing. */
import { whenIdle } from '../ui/idle.ts';
import { places } from './places.ts';
import type { ConsoleRouter } from './router.tsx';

/** Returns what calls it off. */
export function expectScreens(router: ConsoleRouter): () => void {
  const wanted = [...places.map(({ to }) => to), '/settings', '/calls/$id'] as const;
  const left = wanted.values();
  let stop = (): void => {};
  const next = async (): Promise<void> => {
    const to = left.next().value;
    if (to === undefined) return;
    // One that does not come is told of where it is shown.
    await router.loadRouteChunk(router.routesByPath[to]);
    stop = whenIdle(() => void next());
  };
  const unsubscribe = router.subscribe('onRendered', () => {
    unsubscribe();
    stop = whenIdle(() => void next());
  });
  return () => {
    unsubscribe();
    stop();
  };
}
