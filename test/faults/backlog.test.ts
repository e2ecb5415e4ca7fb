/**
 * A long absence: a backlog as large as a mirror comes in while somebody works. No answer fails, the console says how far behind it is, core
 * does not grow with what comes in, and in the end everything is there.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openReadable } from '../../electron/core/mirror/open.ts';
import { startPlatformProcess } from '../e2e/platform-process.ts';
import { startCoreProcess } from '../fixtures/core-process.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import type { Client } from '../fixtures/receiving.ts';
import { until } from '../fixtures/wait.ts';
import { full, note } from './figures.ts';

/** About three events each. */
const calls = full ? 340_000 : 2000;
/** Of any answer; in short, the machine may be busy with other tests. */
const mostMs = full ? 10_000 : 60_000;
const mostMb = 640;
const zone = 'UTC';

test(`a backlog of ${calls} calls comes in while somebody works`, { timeout: 7_200_000 }, async () => {
  const platformDir = temporaryFolder();
  const past = ['--seed', '1', '--rate', '0', '--history', String(calls), '--stored'];
  // Slow at first, so that somebody sees it on its way on any machine.
  const platform = await startPlatformProcess(platformDir, [...past, '--fault', 'slow=300']);
  const dataDir = temporaryFolder();
  const core = await startCoreProcess(dataDir);
  const { client } = core;
  try {
    const { id } = await client.connections.add({ name: 'P', url: platform.streamUrl, zone, token: platform.token });
    const asked = askingOf(client);
    const behind: number[] = [];
    let mostOwnMb = 0;
    let isHastened = false;
    const began = performance.now();
    const inTime = began + (full ? 6_000_000 : 600_000);
    for (;;) {
      const [{ state, head } = {}] = (await asked.round()).connections;
      mostOwnMb = Math.max(mostOwnMb, await core.ownMb());
      if (state?.phase === 'live') break;
      if (state?.phase === 'catching up') {
        behind.push(state.total - state.done);
        expect(state.total).toBe(Number(head));
      }
      if (!isHastened && behind.length > 1 && (behind.at(-1) ?? 0) < (behind[0] ?? 0)) {
        isHastened = true;
        await platform.control('faults', { slow: 0 });
      }
      expect(performance.now()).toBeLessThan(inTime);
    }
    const tookS = (performance.now() - began) / 1000;
    expect(isHastened).toBe(true);
    expect(behind).toEqual([...behind].sort((one, other) => other - one));
    const indexed = async () => (await client.system.status()).searchBehind === 0;
    await until('the search to follow', indexed, { timeoutMs: 1_800_000, everyMs: 200 });

    const [now] = await client.connections.list();
    const { calls: counted, deadLetters, gaps } = await client.system.status();
    expect({ position: now?.position, deadLetters, gaps }).toEqual({ position: now?.head, deadLetters: 0, gaps: 0 });
    // Each call is invented from 32 bits of chance: of very many, some few are twins, and the mirror takes those for one.
    expect(counted).toBeLessThanOrEqual(calls);
    expect(calls - counted).toBeLessThan(calls ** 2 / 2 ** 32);
    // The platform goes on where it was told: it has nothing more to send.
    await client.connections.reconnect({ id });
    await until('it to be live again', async () => (await client.connections.list())[0]?.state.phase === 'live');
    await core.close();
    await platform.close();
    const events = Number(now?.head);
    expect(kindsIn(dataDir)).toEqual(kindsKept(platformDir));
    expect(Object.values(kindsIn(dataDir)).reduce((sum, n) => sum + n)).toBe(events);

    const { answers, p95, worst } = asked.took();
    note('backlog with the console in use', {
      calls,
      events,
      seconds: Math.round(tookS),
      'events a second': Math.round(events / tookS),
      answers,
      'p95, ms': Math.round(p95),
      'worst, ms': `${Math.round(worst.ms)} (${worst.what})`,
      'core at most, MB': Math.round(mostOwnMb),
      lost: 0,
      double: 0,
    });
    expect(worst.ms, worst.what).toBeLessThan(mostMs);
    expect(mostOwnMb).toBeLessThan(mostMb);
  } finally {
    await platform.close();
  }
});

/** Somebody at work: lists, the next page, a search, the overview, a call with all of its parts, one after the other; any failure rejects. */
function askingOf(client: Client) {
  const took: { what: string; ms: number }[] = [];
  async function ask<T>(what: string, question: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const answer = await question();
    took.push({ what, ms: performance.now() - began });
    return answer;
  }
  let rounds = 0;
  return {
    async round() {
      rounds += 1;
      const { rows, next } = await ask('calls', () => client.calls.page({ limit: 50 }));
      if (next) await ask('more calls', () => client.calls.page({ limit: 50, cursor: next }));
      await ask('calls that failed', () => client.calls.page({ webhooks: 'failed', limit: 50 }));
      await ask('words', () => client.calls.page({ text: 'appointment tomorrow', limit: 50 }));
      await ask('overview', () => client.overview.charts({ range: '90d', zone }));
      await ask('webhooks', () => client.webhooks.page({ limit: 50 }));
      await ask('runs', () => client.chains.page({ limit: 50 }));
      await ask('incidents', () => client.incidents.page({ limit: 50 }));
      const id = rows[rounds % Math.max(1, rows.length)]?.id;
      if (id !== undefined) {
        await ask('a call', () => client.calls.get({ id }));
        await ask('its webhooks', () => client.calls.messages({ id }));
        await ask('its runs', () => client.calls.runs({ id }));
      }
      return ask('status', () => client.system.status());
    },
    took() {
      const sorted = took.toSorted((one, other) => one.ms - other.ms);
      const worst = sorted.at(-1) ?? { what: 'nothing was asked', ms: Number.NaN };
      return { answers: sorted.length, p95: sorted[Math.floor(sorted.length * 0.95)]?.ms ?? Number.NaN, worst };
    },
  };
}

/** How many events of each type the mirror holds; core must be closed. */
function kindsIn(dataDir: string): Record<string, number> {
  const db = openReadable(dataDir);
  try {
    expect(db.prepare('SELECT count(*) - count(DISTINCT event_id) FROM event').pluck().get()).toBe(0);
    return byType(db);
  } finally {
    db.close();
  }
}

/** The same of a platform, which must be closed. */
function kindsKept(platformDir: string): Record<string, number> {
  const db = new Database(join(platformDir, 'platform.db'), { readonly: true });
  try {
    return byType(db);
  } finally {
    db.close();
  }
}

const byType = (db: Database.Database): Record<string, number> =>
  Object.fromEntries(
    db
      .prepare<[], { type: string; n: number }>('SELECT type, count(*) AS n FROM event GROUP BY type')
      .all()
      .map(({ type, n }) => [type, n]),
  );
