/**
 * A core by itself on a mirror, and whoever asks it: pages and searches while the platform sends, then the overview's charts. Argument:
 * `{dataDir, url, agents, words}` as JSON. Prints the times, and the most memory of its own that it had, as JSON.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ownMb } from '../../fixtures/own-mb.ts';
import { startTestCore, ways } from '../../integration/contract/core.ts';
import { timeCharts, timePages } from './asked.ts';
import type { Asked } from './beside.ts';

const { dataDir, url, ...asked }: Pick<Asked, 'agents' | 'words'> & Record<'dataDir' | 'url', string> = JSON.parse(
  process.argv[2] ?? '',
);

let coreMb = 0;
const watch = setInterval(() => {
  coreMb = Math.max(coreMb, ownMb());
}, 50);
const core = await startTestCore(dataDir);
const { client, close } = await ways[0][1](core);
const { calls: before } = await client.system.status();
const { id } = await client.connections.add({ name: 'Bench', url, zone: 'UTC', token: 'bench' });
while ((await client.system.status()).calls === before) await sleep(20);
// A stream that has just begun is still being compiled.
await sleep(2000);
const { calls: first } = await client.system.status();
const began = performance.now();
const pages = await timePages(client, asked);
const { calls: last } = await client.system.status();
const comingPerS = (last - first) / ((performance.now() - began) / 1000);
await client.connections.remove({ id });
const chartsP95 = await timeCharts(() => client.overview.charts({ range: '90d', zone: 'UTC' }));
clearInterval(watch);
await close();
await core.close();
process.stdout.write(JSON.stringify({ ...pages, chartsP95, coreMb, comingPerS }));
