/** What a consumer may ask the platform to do: resend a webhook message, replay a chain run. Effects come as ordinary events. */

import type { OperationRef } from '../../shared/domain/operation.ts';
import { client, replayCommand, resendCommand } from '../../shared/stream/protocol.ts';
import type { Database } from './log/store.ts';

export interface CommandResult {
  id: string;
  accepted: boolean;
  error?: string;
}

export interface CommandParts {
  db: Database;
  /** `false` when there is no such message. */
  resend(messageId: string, operation: OperationRef): boolean;
  replay(runId: string, operation: OperationRef): boolean;
}

/** A command asked twice, as after a lost answer, is answered again and done once. */
export function commandHandler({ db, resend, replay }: CommandParts): (type: string, data: unknown) => CommandResult {
  const select = db.prepare<[string], { accepted: number; error: string | null }>(
    'SELECT accepted, error FROM command WHERE id = ?',
  );
  const insert = db.prepare('INSERT INTO command VALUES (?, ?, ?)');

  function once(id: string, perform: () => string | null): CommandResult {
    const before = select.get(id);
    if (before !== undefined) return result(id, before.accepted === 1 ? null : (before.error ?? 'refused'));
    const error = perform();
    insert.run(id, error === null ? 1 : 0, error);
    return result(id, error);
  }

  return (type, data) => {
    if (type === client.resend) {
      const command = resendCommand.safeParse(data);
      if (!command.success) return result(idIn(data), 'the command is malformed');
      const { id, messageId, operation } = command.data;
      return once(id, () => (resend(messageId, operation) ? null : `there is no message "${messageId}"`));
    }
    if (type === client.replay) {
      const command = replayCommand.safeParse(data);
      if (!command.success) return result(idIn(data), 'the command is malformed');
      const { id, runId, operation } = command.data;
      return once(id, () => (replay(runId, operation) ? null : `there is no run "${runId}"`));
    }
    return result(idIn(data), `there is no command "${type}"`);
  };
}

function result(id: string, error: string | null): CommandResult {
  return error === null ? { id, accepted: true } : { id, accepted: false, error };
}

function idIn(data: unknown): string {
  return typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string' ? data.id : '';
}
