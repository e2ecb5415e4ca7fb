/** The secrets of endpoints in the secret store: one to a line, the current one first, then the one before while rotating. */
import type { EndpointKey } from '../../../shared/domain/endpoint.ts';
import type { SecretStore } from '../secrets.ts';

export function endpointSecrets(store: SecretStore) {
  const nameOf = ({ connectionId, endpointId }: EndpointKey) => `endpoint:${connectionId}:${endpointId}`;

  return {
    async of(key: EndpointKey): Promise<string[]> {
      const text = await store.get(nameOf(key));
      return text === null ? [] : text.split('\n');
    },
    /** Puts these in the place of what is stored. */
    async set(key: EndpointKey, secrets: readonly string[]): Promise<void> {
      if (secrets.length === 0) await store.delete(nameOf(key));
      else await store.set(nameOf(key), secrets.join('\n'));
    },
  };
}
