import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { statusWords } from '../../../renderer/ui/http-status.ts';

test('a status is called the same in lists as in the sentences of core', () => {
  for (const [status, words] of Object.entries(statusWords))
    expect(`${status} ${words}`).toBe(`${status} ${STATUS_CODES[status]}`);
});
