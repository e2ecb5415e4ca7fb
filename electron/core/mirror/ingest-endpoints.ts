/** The writer's side of endpoints, as the ingest thread offers it to the rest of core. Every change is audited with it. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { EndpointKey } from '../../../shared/domain/endpoint.ts';
import type { AuditLine } from './audit.ts';
import type { EndpointChange } from './endpoint-store.ts';
import type { Writer } from './writer.ts';

/** Who did what; when is now. */
export type Doing = Omit<AuditLine, 'at'>;

export function ingestEndpoints(writer: () => Writer, tell: (topics: Iterable<Topic>) => void) {
  return {
    changeEndpoint(key: EndpointKey, change: EndpointChange, doing: Doing): void {
      writer().changeEndpoint(key, change, doing);
      tell(['endpoints', 'audit']);
    },
    /** `at`: when the newest secret was stored, `null` when none is left. */
    noteEndpointSecret(key: EndpointKey, at: number | null, doing: Doing): void {
      writer().noteEndpointSecret(key, at, doing);
      tell(['endpoints', 'audit']);
    },
    removeEndpoint(key: EndpointKey, doing: Doing): boolean {
      const removed = writer().removeEndpoint(key, doing);
      tell(['endpoints', 'audit']);
      return removed;
    },
    endpointIds: (connectionId: string): string[] => writer().endpointIds(connectionId),
    audit(line: AuditLine): void {
      writer().audit(line);
      tell(['audit']);
    },
  };
}
