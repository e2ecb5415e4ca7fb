/** What a bulk operation is planned from: which messages or runs a filter matches now, in the order in which they are to be sent. */
import type { MessageFilter, RunFilter } from '../../../../shared/contract/filters.ts';
import type { RunDetail } from '../../../../shared/domain/chain.ts';
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import type { chainReaders } from './chains.ts';
import { messageList, narrowMessages } from './message-filter.ts';
import { whereOf } from './narrowed.ts';
import { narrowRuns, runList } from './run-filter.ts';
import { bodyMatch, searchedMessages, searchedPages, searchedRuns } from './searched.ts';

export interface Selection {
  ids: number[];
  /** More match than were asked for. */
  more: boolean;
}

/** Calls that ended first come first; what belongs to no known call comes by its own time. */
const oldestFirst = (at: string, id: string): string => `ORDER BY coalesce(c.ended_at, ${at}), ${id}`;

export function selectionReaders(
  db: Readable,
  search: SearchIndex,
  { run }: Pick<ReturnType<typeof chainReaders>, 'run'>,
) {
  const messages = searchedPages(db, search, searchedMessages);
  const runs = searchedPages(db, search, searchedRuns);
  const joined = {
    messages: `FROM webhook_message m LEFT JOIN call c ON c.connection_id = m.connection_id AND c.call_id = m.call_id`,
    runs: `FROM chain_run r LEFT JOIN call c ON c.connection_id = r.connection_id AND c.call_id = r.call_id`,
  };

  function select(sql: string, parameters: object, most: number): Selection {
    const ids = db
      .prepare<[object], number>(`${sql} LIMIT ${most + 1}`)
      .pluck()
      .all(parameters);
    return { ids: ids.slice(0, most), more: ids.length > most };
  }

  return {
    selectMessages({ body, ...filter }: MessageFilter, most: number): Selection {
      const narrowing = narrowMessages(db, filter);
      const { sql, values } = whereOf(
        messageList,
        body ? messages.narrowed(bodyMatch(body, 'attempts'), narrowing) : narrowing,
      );
      return select(
        `SELECT m.id ${joined.messages} WHERE ${sql} ${oldestFirst('m.first_attempt_at', 'm.id')}`,
        values,
        most,
      );
    },
    selectRuns({ body, ...filter }: RunFilter, most: number): Selection {
      const narrowing = narrowRuns(filter);
      const { sql, values } = whereOf(runList, body ? runs.narrowed(bodyMatch(body, 'runs'), narrowing) : narrowing);
      return select(`SELECT r.id ${joined.runs} WHERE ${sql} ${oldestFirst('r.started_at', 'r.id')}`, values, most);
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
    runs: (ids: readonly number[]): (RunDetail | null)[] => ids.map(run),
  };
}
