/** What the log begins with: the endpoints and the flows as they stood before the first call. */

import type { Draft } from '../log/entry.ts';
import { type PastSpec, sourceOf } from '../log/past.ts';
import { endpoints } from '../receivers/endpoints.ts';

const weekMs = 7 * 86_400_000;

export function prologue(spec: PastSpec): Draft[] {
  const time = spec.endAt - weekMs - 3_600_000;
  return endpoints.map((endpoint, i) => ({
    id: `evt_${endpoint.id}_0`,
    source: sourceOf(endpoint.companyId),
    type: 'endpoint.updated',
    time: time + i * 1000,
    dialect: null,
    data: JSON.stringify({
      id: endpoint.id,
      url: `${spec.origin}/receivers/${endpoint.receiver}`,
      name: endpoint.name,
      // The console holds none of the demo's secrets, so what it resends goes unsigned; the receivers take it.
      scheme: null,
      enabled: true,
    }),
  }));
}
