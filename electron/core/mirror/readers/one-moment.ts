/** A query may take several statements: all of them see the mirror as it was at one moment, whatever is committed meanwhile. */
import type { Readable } from '../open.ts';

/** The same functions, each in a transaction of its own. They must be synchronous. */
export function inOneMoment<T extends object>(db: Readable, functions: T): T {
  const moment = db.transaction((read: () => unknown) => read());
  return new Proxy(functions, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => moment(() => value(...args));
    },
  });
}
