/**
 * A peer that was filled before, and whoever asks it: what `asking.ts` is to core. Argument: `{peer, folder, coming, agents, words, since}`
 * as JSON, `coming` being the mirror of what comes in. Prints the times as JSON; with calls a second where they are written here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import { peerMakers } from '../peers/index.ts';
import { timeCharts, timePages } from './asked.ts';
import type { Asked } from './beside.ts';
import { comingRows, keepWriting } from './coming.ts';
import { servePeer } from './peer-contract.ts';
import { askedTables } from './rows.ts';

const {
  peer: id,
  folder,
  coming,
  since,
  ...asked
}: Asked & Record<'peer' | 'folder' | 'coming', string> = JSON.parse(process.argv[2] ?? '');
const maker = peerMakers.find((one) => one.id === id);
if (!maker) throw new Error(`no peer is called ${id}`);
const db = openReadable(coming);
const peer = await maker.open(folder, askedTables(db));
db.close();
const rows = maker.isServer ? undefined : comingRows(coming);
const { client, close } = servePeer(peer);
process.stdout.write('ready\n');
const writing = rows && keepWriting(peer, rows, maker);
// As core does in `asking.ts`: what has just begun is still being compiled.
await sleep(2000);
const pages = await timePages(client, asked);
const comingPerS = await writing?.stop();
process.stdout.write('asked\n');
const chartsP95 = await timeCharts(() => peer.charts(since));
close();
await peer.close();
process.stdout.write(`${JSON.stringify({ ...pages, chartsP95, comingPerS })}\n`);
