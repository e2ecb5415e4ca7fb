/** The audit can be added to and nothing else, and a line altered behind its back shows. */
import { describe, expect, test } from 'vitest';
import { auditWriter, verifyAudit } from '../../../electron/core/mirror/audit.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

function withLines(count: number): TestMirror {
  const mirror = mirrorForTest();
  for (let n = 1; n <= count; n += 1) {
    mirror.writer.audit({
      at: n,
      actor: 'Åsa',
      action: 'looked',
      subject: `call-${n}`,
      detail: { n, odd: '\ud800"\u0000' },
    });
  }
  return mirror;
}

/** As somebody would who has the file. */
function tamper(mirror: TestMirror, sql: string): void {
  mirror.db.exec('DROP TRIGGER audit_append_only; DROP TRIGGER audit_no_delete;');
  mirror.db.exec(sql);
}

test('an untouched audit verifies, line for line', () => {
  const mirror = withLines(5);
  expect(verifyAudit(mirror.db)).toEqual({ lines: 5, brokenAt: null });
  const { rows, total } = mirror.read.auditPage({ limit: 2 });
  expect(
    rows.map(({ id, at, actor, action, subject, detail }) => ({ id, at, actor, action, subject, detail })),
  ).toEqual([
    { id: 5, at: 5, actor: 'Åsa', action: 'looked', subject: 'call-5', detail: { n: 5, odd: '\ud800"\u0000' } },
    { id: 4, at: 4, actor: 'Åsa', action: 'looked', subject: 'call-4', detail: { n: 4, odd: '\ud800"\u0000' } },
  ]);
  expect(total).toEqual({ count: 5, exact: true });
});

test('an empty audit verifies', () => {
  expect(verifyAudit(withLines(0).db)).toEqual({ lines: 0, brokenAt: null });
});

test.each([
  ['at', 'at = at + 1'],
  ['actor', "actor = 'somebody else'"],
  ['action', "action = 'left alone'"],
  ['subject', "subject = 'call-9'"],
  ['detail', "detail = '{}'"],
  ['hash', "hash = 'abc'"],
])('an altered %s shows at its line', (_column, change) => {
  const mirror = withLines(5);
  tamper(mirror, `UPDATE audit SET ${change} WHERE id = 3`);
  expect(verifyAudit(mirror.db)).toEqual({ lines: 2, brokenAt: 3 });
});

test('a missing line shows at the next one', () => {
  const mirror = withLines(5);
  tamper(mirror, 'DELETE FROM audit WHERE id = 2');
  expect(verifyAudit(mirror.db)).toEqual({ lines: 1, brokenAt: 3 });
});

test('a line that is altered and given a fitting hash shows at the next one', () => {
  const mirror = withLines(5);
  tamper(mirror, 'DELETE FROM audit WHERE id >= 3');
  const later = mirror.rows<{ id: number }>('SELECT * FROM audit');
  auditWriter(mirror.db)({ at: 3, actor: 'Eve', action: 'looked', subject: 'call-3', detail: {} });
  expect(later).toHaveLength(2);
  // The forged end fits by itself; the true line that followed does not follow from it.
  const next = withLines(5).rows<Record<string, unknown>>('SELECT * FROM audit WHERE id = 4')[0];
  mirror.db.prepare('INSERT INTO audit VALUES (@id, @at, @actor, @action, @subject, @detail, @hash)').run(next);
  expect(verifyAudit(mirror.db)).toEqual({ lines: 3, brokenAt: 4 });
});

test('the file itself refuses to change or delete a line', () => {
  const mirror = withLines(2);
  expect(() => mirror.db.exec("UPDATE audit SET actor = 'x'")).toThrow('the audit is append-only');
  expect(() => mirror.db.exec('DELETE FROM audit')).toThrow('the audit is append-only');
  expect(() => mirror.db.exec("INSERT OR REPLACE INTO audit VALUES (1, 1, 'x', 'x', 'x', '{}', 'x')")).toThrow(
    'the audit is append-only',
  );
  expect(verifyAudit(mirror.db)).toEqual({ lines: 2, brokenAt: null });
});

test('adding, changing and removing a connection is audited with who and what, without its token', () => {
  const mirror = mirrorForTest();
  const connection = {
    id: 'c1',
    name: 'P',
    kind: 'stream' as const,
    url: 'wss://p/v1',
    zone: 'UTC',
    enabled: true,
    allow: [],
  };
  mirror.writer.saveConnection(connection, 'tester', 'connection added');
  const allow = [{ host: 'crm.local', ranges: ['private' as const] }];
  mirror.writer.saveConnection({ ...connection, name: 'Q', allow }, 'tester', 'connection changed', true);
  expect(mirror.writer.removeConnection('c1', 'tester')).toBe(true);
  expect(mirror.writer.removeConnection('c1', 'tester')).toBe(false);
  expect(mirror.rows('SELECT actor, action, subject, detail FROM audit')).toEqual([
    {
      actor: 'tester',
      action: 'connection added',
      subject: 'c1',
      detail: '{"name":"P","url":"wss://p/v1","zone":"UTC","enabled":true,"allowed":[],"newToken":false}',
    },
    {
      actor: 'tester',
      action: 'connection changed',
      subject: 'c1',
      detail:
        '{"name":"Q","url":"wss://p/v1","zone":"UTC","enabled":true,"allowed":["crm.local: private"],"newToken":true}',
    },
    { actor: 'tester', action: 'connection removed', subject: 'c1', detail: '{}' },
  ]);
});

describe('its lines', () => {
  const filled = (): TestMirror => {
    const mirror = mirrorForTest();
    for (let n = 1; n <= 6; n += 1) {
      mirror.writer.audit({
        at: n * 1000,
        actor: n % 2 === 0 ? 'Åsa' : 'Bo',
        action: n < 4 ? 'call revealed' : 'note added',
        subject: `call-${n % 3}`,
        detail: { said: n === 5 ? '100 % sure_' : 'nothing' },
      });
    }
    return mirror;
  };

  test.each<[string, object, number[]]>([
    ['what was done', { action: 'note added' }, [6, 5, 4]],
    ['who did it', { actor: 'Bo' }, [5, 3, 1]],
    ['what it was done to', { subject: 'call-1' }, [4, 1]],
    ['when', { from: 2000, to: 5000 }, [4, 3, 2]],
    ['words anywhere', { text: '100 % SURE_' }, [5]],
    ['all of it', { action: 'note added', actor: 'Åsa', from: 5000, text: 'noth' }, [6]],
    ['what never was', { action: 'nothing' }, []],
  ])('are found by %s', (_what, filter, ids) => {
    const { rows, next, total } = filled().read.auditPage({ limit: 50, ...filter });
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(next).toBeUndefined();
    expect(total).toEqual({ count: ids.length, exact: true });
  });

  test('are given page by page, each once', () => {
    const { read } = filled();
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = read.auditPage({ limit: 2, actor: 'Bo', ...(cursor !== undefined && { cursor }) });
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([5, 3, 1]);
  });

  test('can be narrowed to what occurs, most frequent first', () => {
    const choice = (value: string, count: number) => ({ value, label: value, count });
    expect(filled().read.auditChoices()).toEqual({
      actions: [choice('call revealed', 3), choice('note added', 3)],
      actors: [choice('Bo', 3), choice('Åsa', 3)],
    });
  });
});
