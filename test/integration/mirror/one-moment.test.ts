/** A query of several statements, while somebody commits between any two of them. */
import { expect, onTestFinished, test } from 'vitest';
import { openReadable, type Readable } from '../../../electron/core/mirror/open.ts';
import { createReaders } from '../../../electron/core/mirror/readers/index.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { mirrorForTest } from './mirror.ts';

/** The same handle; `between` is called after each row or list of rows it has given. */
function interrupted(db: Readable, between: () => void): Readable {
  const after = (value: unknown, of: object): unknown =>
    typeof value !== 'function'
      ? value
      : (...args: unknown[]) => {
          const given: unknown = value.apply(of, args);
          if (given !== of) between();
          return given;
        };
  const statement = (real: object): object => {
    const shown: object = new Proxy(real, {
      get: (target, name) =>
        name === 'pluck' || name === 'raw'
          ? (...args: unknown[]) => statement(Reflect.apply(Reflect.get(target, name), target, args))
          : after(Reflect.get(target, name), target),
    });
    return shown;
  };
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'prepare') return value.bind(target);
      return (sql: string) => statement(target.prepare(sql));
    },
  });
}

test('an operation is never told half as it was and half as it is', () => {
  const mirror = mirrorForTest();
  mirror.db.exec(
    `INSERT INTO operation (id, kind, mode, executor, state, name, actor, request, hash, created_at, total)
       VALUES ('o', 'resend', 'same', 'this machine', 'running', 'x', 'y', '{}', 'h', 0, 1);
       INSERT INTO operation_item (operation_id, position, id, target_kind, target, target_id, connection_id, state, risks, facts)
       VALUES ('o', 0, 'i', 'message', 1, 'm', 'c1', 'running', '[]', '{}');
       INSERT INTO operation_count VALUES ('o', 'running', 1)`,
  );
  const db = openReadable(mirror.folder);
  onTestFinished(() => void db.close());
  let commits = 0;
  const end = () => {
    commits += 1;
    mirror.db.exec(
      "UPDATE operation SET state = 'finished'; UPDATE operation_item SET state = 'succeeded'; UPDATE operation_count SET state = 'succeeded'",
    );
  };
  const readers = createReaders(
    interrupted(db, end),
    openSearchIndex(mirror.folder, () => {}),
  );
  const told = readers.operation('o');
  expect(commits).toBeGreaterThan(1);
  expect(told).toMatchObject({ state: 'running', counts: { running: 1 }, items: [{ state: 'running' }] });
  expect(readers.operation('o')).toMatchObject({
    state: 'finished',
    counts: { succeeded: 1 },
    items: [{ state: 'succeeded' }],
  });
});
