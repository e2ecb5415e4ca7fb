/** What the contract's handlers work with. */
import { implement } from '@orpc/server';
import { type About, contract } from '../../../shared/contract/index.ts';
import type { Alerts } from '../alerts.ts';
import type { Changes } from '../changes.ts';
import type { Connections } from '../connections.ts';
import type { EndpointSetups } from '../delivery/types.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import type { SendTest } from '../endpoints/test-send.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { Operations } from '../operations/operations.ts';
import type { Reveals } from '../privacy/reveals.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { SettingsStore } from '../settings.ts';
import type { MappingEvaluator } from '../sources/mapping/evaluator.ts';
import type { Mapper } from '../sources/mapping/mapper.ts';
import type { Receivers } from '../sources/receivers.ts';
import type { Upkeep } from '../upkeep/upkeep.ts';
import { veil } from './veil.ts';

export interface ApiContext {
  about: About;
  /** Who is at this machine, for the audit. */
  actor: string;
  readers: ReaderPool;
  ingest: IngestThread;
  settings: SettingsStore;
  reveals: Reveals;
  connections: Connections;
  endpoints: Endpoints;
  setups: EndpointSetups;
  sendTest: SendTest;
  operations: Operations;
  changes: Changes;
  alerts: Alerts;
  receivers: Receivers;
  recordings: Recordings;
  evaluator: MappingEvaluator;
  mapper: Mapper;
  upkeep: Upkeep;
}

export const api = implement(contract).$context<ApiContext>().use(veil);
