/** What the main process and core's process say to each other. Both are ours, so the messages are typed rather than parsed. */

import type { Alert } from '../../shared/domain/alert.ts';
import type { Opening } from '../../shared/domain/opening.ts';
import type { MirrorUnavailableCode } from '../core/mirror/errors.ts';
import type { SecretStore } from '../core/secrets.ts';
import type { GivenConnection } from '../launch/connections.ts';

export type ToCore =
  | { kind: 'start'; dataDir: string; version: string; secrets: Pick<SecretStore, 'kind' | 'path'>; recover: boolean }
  | { kind: 'connection'; connection: GivenConnection }
  /** Comes with one port, a page's. */
  | { kind: 'port' }
  | { kind: 'secret answer'; id: number; value: string | null; error: string | null }
  | { kind: 'close' };

export type SecretRequest =
  | { action: 'get'; name: string }
  | { action: 'set'; name: string; value: string }
  | { action: 'delete'; name: string };

export type FromCore =
  | { kind: 'ready' }
  /** The mirror cannot be opened; the process ends after this. */
  | { kind: 'unavailable'; code: MirrorUnavailableCode; message: string }
  | { kind: 'secret'; id: number; request: SecretRequest }
  /** Before it is ready, where that takes long. */
  | { kind: 'opening'; opening: Opening }
  | { kind: 'alert'; alert: Alert }
  | { kind: 'trouble'; message: string };
