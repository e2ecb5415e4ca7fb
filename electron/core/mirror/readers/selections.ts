/** What a bulk operation is planned from: which messages or runs a filter matches now, in the order in which they are to be sent. */
import type { RunDetail, RunState } from '../../../../shared/domain/chain.ts';
import type { MessageDetail, MessageState } from '../../../../shared/domain/webhook.ts';
import type { Readable } from '../open.ts';
import type { chainReaders } from './chains.ts';
import { matchingRuns } from './chains.ts';
import { likePattern } from './paging.ts';
import { matchingMessages, type webhookReaders } from './webhooks.ts';

export interface Selection {
  ids: number[];
  /** More match than were asked for. */
  more: boolean;
}

interface Filter<State> {
  show: State | 'all';
  text?: string | undefined;
}

/** Calls that ended first come first; what belongs to no known call comes by its own time. */
const oldestFirst = (at: string, id: string): string => `ORDER BY coalesce(c.ended_at, ${at}), ${id}`;

export function selectionReaders(
  db: Readable,
  { message }: Pick<ReturnType<typeof webhookReaders>, 'message'>,
  { run }: Pick<ReturnType<typeof chainReaders>, 'run'>,
) {
  const joined = {
    messages: `FROM webhook_message m LEFT JOIN call c ON c.connection_id = m.connection_id AND c.call_id = m.call_id`,
    runs: `FROM chain_run r LEFT JOIN call c ON c.connection_id = r.connection_id AND c.call_id = r.call_id
      LEFT JOIN chain f ON f.connection_id = r.connection_id AND f.flow_id = r.flow_id AND f.version = r.version`,
  };

  function select(sql: string, parameters: object, most: number): Selection {
    const ids = db
      .prepare<[object], number>(`${sql} LIMIT ${most + 1}`)
      .pluck()
      .all(parameters);
    return { ids: ids.slice(0, most), more: ids.length > most };
  }

  return {
    selectMessages({ show, text }: Filter<MessageState>, most: number): Selection {
      const state = show === 'all' ? '1' : 'm.state = @show';
      return select(
        `SELECT m.id ${joined.messages} WHERE ${state} ${text ? `AND ${matchingMessages}` : ''} ${oldestFirst('m.first_attempt_at', 'm.id')}`,
        { show, like: likePattern(text ?? '') },
        most,
      );
    },
    selectRuns({ show, text }: Filter<RunState>, most: number): Selection {
      const state = show === 'all' ? '1' : 'r.state = @show';
      return select(
        `SELECT r.id ${joined.runs} WHERE r.root IS NULL AND ${state} ${text ? `AND ${matchingRuns}` : ''} ${oldestFirst('r.started_at', 'r.id')}`,
        { show, like: likePattern(text ?? '') },
        most,
      );
    },
    /** Those of `ids` that exist, each once, in the order of sending. */
    orderMessages: (ids: readonly number[]): number[] =>
      select(
        `SELECT m.id ${joined.messages} WHERE m.id IN (SELECT value FROM json_each(@ids)) ${oldestFirst('m.first_attempt_at', 'm.id')}`,
        { ids: JSON.stringify(ids) },
        ids.length,
      ).ids,
    /** A replay among them stands for its original. */
    orderRuns: (ids: readonly number[]): number[] =>
      select(
        `SELECT r.id ${joined.runs} WHERE r.root IS NULL AND r.id IN (
           SELECT coalesce(o.id, k.id) FROM chain_run k LEFT JOIN chain_run o ON o.connection_id = k.connection_id AND o.run_id = k.root
           WHERE k.id IN (SELECT value FROM json_each(@ids))) ${oldestFirst('r.started_at', 'r.id')}`,
        { ids: JSON.stringify(ids) },
        ids.length,
      ).ids,
    messages: (ids: readonly number[]): (MessageDetail | null)[] => ids.map(message),
    runs: (ids: readonly number[]): (RunDetail | null)[] => ids.map(run),
  };
}
