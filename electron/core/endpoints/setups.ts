/**
 * How this machine sends to an endpoint: what the operator set, else what the platform announced, else what is usual. Asked anew for
 * each plan and each send, so that a change counts at once.
 */

import type { Connection, HostAllowance } from '../../../shared/domain/connection.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import { hostOf } from '../delivery/guard.ts';
import { schemeOf } from '../delivery/scheme.ts';
import type { EndpointSetups } from '../delivery/types.ts';
import { usualSettings } from '../mirror/endpoint-setting.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StoredEndpoint } from '../mirror/readers/endpoints.ts';
import type { SecretStore } from '../secrets.ts';
import { endpointSecrets } from './endpoint-secrets.ts';

/** Success is 2xx within this time, unless set otherwise; the vendors' documents ask for five seconds. */
const usualTimeoutMs = 5000;

export interface SetupDeps {
  readers: ReaderPool;
  secrets: SecretStore;
  connection: (id: string) => Connection | undefined;
}

export function createEndpointSetups({ readers, secrets, connection }: SetupDeps): EndpointSetups {
  const held = endpointSecrets(secrets);
  return async (connectionId, endpointId) => {
    const endpoint = await readers.read((db) => db.storedEndpoint(connectionId, endpointId));
    const settings = endpoint?.settings ?? usualSettings;
    const { scheme, problem } = schemeInForce(endpoint);
    return {
      scheme,
      schemeProblem: problem,
      secrets: await held.of({ connectionId, endpointId }),
      timeoutMs: settings.timeoutMs ?? usualTimeoutMs,
      allow: [...(connection(connectionId)?.allow ?? []), ...(endpoint ? ownAllowance(endpoint) : [])],
      allowedIn: `Endpoints › ${endpoint?.name ?? endpointId} › Allowed ranges`,
      perS: settings.perS,
      atOnce: settings.atOnce,
      enabled: settings.enabled,
    };
  };
}

/** `problem`: why what the platform announced is not what counts, though the operator set nothing else. */
export function schemeInForce(endpoint: Pick<StoredEndpoint, 'announced' | 'settings'> | null): {
  scheme: SigningScheme;
  problem: string | null;
} {
  const none: SigningScheme = { kind: 'none' };
  if (endpoint?.settings.scheme) return { scheme: endpoint.settings.scheme, problem: null };
  const announced = endpoint?.announced?.scheme ?? null;
  if (announced === null) return { scheme: none, problem: null };
  const { scheme, why } = schemeOf(announced);
  return { scheme: scheme ?? none, problem: why };
}

/** What the operator allowed of this endpoint counts for its own host alone. */
function ownAllowance({ url, settings: { allow } }: StoredEndpoint): HostAllowance[] {
  const host = hostOf(url);
  return host === '' || allow.length === 0 ? [] : [{ host, ranges: allow }];
}
