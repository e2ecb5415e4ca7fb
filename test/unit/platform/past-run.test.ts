import { afterAll, expect, test } from 'vitest';
import { createScriptRunner } from '../../../electron/core/chains/scripts.ts';
import { ownScripts } from '../../../electron/platform/chains/past-run.ts';
import { catalogue } from '../../../electron/platform/flows/catalogue.ts';

const sandbox = createScriptRunner();
afterAll(() => sandbox.close());

const { first } = catalogue('http://127.0.0.1:1');
const scripts = first
  .flatMap(({ flow }) => flow.nodes)
  .flatMap(({ id, config }) => (typeof config.code === 'string' ? [{ id, code: config.code }] : []));
const complete = {
  trackingNumber: 'HB1',
  menuPath: 'a > outage',
  appointment: { date: 'x' },
  success: true,
  sentiment: 'negative',
  disposition: 'complaint',
};

test.each(scripts)('the script of "$id" did in the past what it does in the sandbox', async ({ code }) => {
  for (const vars of [complete, {}]) {
    const input = { event: { callId: 'c' }, vars };
    expect(await ownScripts.run(code, input)).toEqual(await sandbox.run(code, input));
  }
});
