/** `npm run bench -- <name>…`: measures, prints a table, and with `--json FILE` writes `{"metrics": [{id, value, unit}]}`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ingest } from './ingest.ts';
import type { Bench, Metric } from './metric.ts';
import { replay } from './replay.ts';
import { resend } from './resend.ts';

const benches: Record<string, Bench> = { ingest, resend, replay };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, calls: { type: 'string' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
const calls = values.calls === undefined ? undefined : Number(values.calls);
if (unknown.length > 0 || (calls !== undefined && !(Number.isInteger(calls) && calls > 0))) {
  process.stderr.write(`usage: npm run bench -- [${Object.keys(benches).join('|')}] [--calls N] [--json FILE]\n`);
  process.exit(2);
}

const metrics: Metric[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  metrics.push(...(await bench({ calls })));
}
const width = Math.max(...metrics.map(({ id }) => id.length));
process.stdout.write('\n');
for (const { id, value, unit } of metrics) {
  process.stdout.write(`${id.padEnd(width)}  ${value.toLocaleString('en', { maximumFractionDigits: 2 })} ${unit}\n`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ metrics }, null, 2)}\n`);
