/**
 * `npm run bench -- <name>…`: measures, prints a table, and with `--json FILE` writes `{"metrics": [{id, value, unit}]}`. `--mirror DIR`: what
 * only reads is measured on the mirror in that folder, which is made there when the folder is empty.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calls as callLists } from './calls.ts';
import { ingest } from './ingest.ts';
import { lists } from './lists.ts';
import type { Bench, Metric } from './metric.ts';
import { mirror } from './mirror/mirror.ts';
import { openRun } from './open-run.ts';
import { overview } from './overview.ts';
import { reading } from './reading.ts';
import { replay } from './replay.ts';
import { resend } from './resend.ts';
import { ui } from './ui.ts';

const benches: Record<string, Bench> = {
  ingest,
  mirror,
  resend,
  replay,
  lists,
  calls: callLists,
  overview,
  reading,
  'open-run': openRun,
  ui,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    calls: { type: 'string' },
    attempts: { type: 'string' },
    mirror: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
const calls = count(values.calls);
const attempts = count(values.attempts);
if (unknown.length > 0 || Number.isNaN(calls) || Number.isNaN(attempts)) {
  const names = Object.keys(benches).join('|');
  process.stderr.write(`usage: npm run bench -- [${names}] [--calls N] [--attempts N] [--mirror DIR] [--json FILE]\n`);
  process.exit(2);
}

/** A whole number above zero; NaN when it is something else. */
function count(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : Number.NaN;
}

const metrics: Metric[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  metrics.push(...(await bench({ calls, attempts, mirror: values.mirror })));
}
const width = Math.max(...metrics.map(({ id }) => id.length));
process.stdout.write('\n');
for (const { id, value, unit } of metrics) {
  process.stdout.write(`${id.padEnd(width)}  ${value.toLocaleString('en', { maximumFractionDigits: 2 })} ${unit}\n`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ metrics }, null, 2)}\n`);
