/**
 * What the filters of the lists can be set to: the values that occur, found by skipping from one to the next in the index that answers
 * the filter. What is looked at is bounded whatever the size of the mirror, so a value that occurs often has no number.
 */
import type { Choice, MessageChoices, RunChoices } from '../../../../shared/domain/view.ts';
import type { Readable } from '../open.ts';
import { messageList } from './message-filter.ts';
import { distinctValues, type ListTable } from './narrowed.ts';
import { preparer } from './prepared.ts';
import { runList } from './run-filter.ts';

const mostChoices = 200;
/** Rows counted for all values of one filter together. */
const mostCounted = 20_000;
/** Where more values occur than are offered, those of so many newest rows. */
const sample = 5000;

interface Column {
  list: ListTable;
  column: string;
  index: string;
  /** Of an index that holds some rows alone. */
  held?: string;
}

const messages = (column: string, index: string, held?: string): Column => ({
  list: messageList,
  column,
  index,
  ...(held && { held }),
});
const runs = (column: string, index: string, held = 'root IS NULL'): Column => ({ list: runList, column, index, held });

export function choiceReaders(db: Readable) {
  const prepare = preparer(db);
  const endpoints = db.prepare<[], { connectionId: string; value: string; label: string }>(
    `SELECT connection_id AS connectionId, endpoint_id AS value, name AS label FROM endpoint LIMIT ${mostChoices}`,
  );
  const flows = db.prepare<[], { connectionId: string; value: string; label: string; version: number }>(
    `SELECT connection_id AS connectionId, flow_id AS value, name AS label, version FROM chain ORDER BY version DESC, seq DESC`,
  );
  const newestRun = db.prepare<[string], { connectionId: string; version: number }>(
    `SELECT connection_id AS connectionId, version FROM chain_run INDEXED BY run_flow WHERE root IS NULL AND flow_id = ?
     ORDER BY started_at DESC, id DESC LIMIT 1`,
  );

  function occurring<T extends string | number>({ list, column, index, held = '1' }: Column, from: T): T[] {
    const of = { table: list.table, index, column, where: held };
    const all = distinctValues<T>(db, of, { from }, mostChoices);
    if (all) return all;
    const { table, at } = list;
    const newest = prepare<[], { value: T | null }>(
      `SELECT t.${column} AS value FROM (SELECT id FROM ${table} ${list === runList ? 'WHERE root IS NULL' : ''}
       ORDER BY ${at} DESC, id DESC LIMIT ${sample}) k CROSS JOIN ${table} t ON t.id = k.id`,
    );
    const often = new Map<T, number>();
    for (const { value } of newest.all()) if (value !== null) often.set(value, (often.get(value) ?? 0) + 1);
    const ordered = [...often].sort(([, one], [, other]) => other - one);
    return ordered.slice(0, mostChoices).map(([value]) => value);
  }

  /** The choices with their numbers, most frequent first. */
  function counted<C extends { value: string }>(
    { list, column, index, held = '1' }: Column,
    choices: readonly C[],
  ): (C & { count: number | null })[] {
    const most = Math.floor(mostCounted / Math.max(20, choices.length));
    const newest = prepare<[string], { n: number; reach: number | null }>(
      `SELECT count(*) AS n, min(at) AS reach FROM (SELECT ${list.at} AS at FROM ${list.table} INDEXED BY ${index}
       WHERE ${held} AND ${column} = ? ORDER BY ${list.at} DESC, id DESC LIMIT ${most})`,
    );
    const found = choices.map((choice) => {
      const { n, reach } = newest.get(choice.value) ?? { n: 0, reach: null };
      return { choice: { ...choice, count: n < most ? n : null }, n, reach: reach ?? 0 };
    });
    // Of those too many to count, the one whose newest lie closest together is the most frequent.
    found.sort((a, b) => b.n - a.n || (a.n < most ? 0 : b.reach - a.reach));
    return found.map(({ choice }) => choice);
  }

  const plain = (of: Column, from: string | number = ''): Choice[] =>
    counted(
      of,
      occurring(of, from)
        .map(String)
        .filter((value) => value !== '')
        .map((value) => ({ value, label: value })),
    );

  /** Those that were published, and those that ran without. */
  function flowChoices(): RunChoices['flows'] {
    const byKey = new Map<string, { connectionId: string; value: string; label: string; versions: number[] }>();
    for (const { version, ...flow } of flows.iterate()) {
      const key = JSON.stringify([flow.connectionId, flow.value]);
      const known = byKey.get(key) ?? { ...flow, versions: [] };
      byKey.set(key, known);
      if (!known.versions.includes(version)) known.versions.push(version);
    }
    const published = [...byKey.values()].slice(0, mostChoices);
    const ran = occurring(runs('flow_id', 'run_flow'), '').filter((id) => !published.some(({ value }) => value === id));
    const unpublished = ran.map((value) => {
      const { connectionId, version } = newestRun.get(value) ?? { connectionId: '', version: 0 };
      return { connectionId, value, label: value, versions: [version] };
    });
    return counted(runs('flow_id', 'run_flow'), [...published, ...unpublished].slice(0, mostChoices));
  }

  return {
    messageChoices: (): MessageChoices => ({
      endpoints: counted(messages('endpoint_id', 'message_endpoint'), endpoints.all()),
      hosts: plain(messages('host', 'message_host')),
      eventTypes: plain(messages('event_type', 'message_type')),
      statuses: plain(messages('last_status', 'message_status', 'last_status >= 300'), 300),
      errorKinds: plain(messages('last_error_kind', 'message_error')),
      campaigns: plain(messages('campaign', 'message_campaign')),
      agents: plain(messages('agent', 'message_agent')),
    }),
    runChoices: (): RunChoices => ({
      flows: flowChoices(),
      failedNodes: plain(runs('failed_node', 'run_failed_node')),
      nodeTypes: plain(runs('failed_type', 'run_failed_type')),
      errorKinds: plain(runs('error_kind', 'run_error')),
      hosts: plain(runs('host', 'run_host', "root IS NULL AND host <> ''")),
      campaigns: plain(runs('campaign', 'run_campaign')),
      agents: plain(runs('agent', 'run_agent')),
    }),
  };
}
