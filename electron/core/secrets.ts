/** Where secrets lie. The shells bring an implementation each: the system's keychain, or a file only the user can read. */
import type { About } from '../../shared/contract/index.ts';

export interface SecretStore {
  kind: About['secrets']['kind'];
  path: string | null;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** For tests and for a core that is given its tokens anew at every start. */
export function memorySecrets(initial: Record<string, string> = {}): SecretStore {
  const values = new Map(Object.entries(initial));
  return {
    kind: 'memory',
    path: null,
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
  };
}
