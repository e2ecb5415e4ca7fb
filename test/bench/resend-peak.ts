/**
 * A bulk resend of everything in a mirror, in a process that does nothing else. Arguments: data folder, host of the receiver, how many.
 * Prints how long it took and the most memory it had: its own, and resident in all with the pages of the mirror's file that its readers
 * map, which the system takes back as it likes.
 */
import { readFileSync } from 'node:fs';
import { resendAll } from './resend-mirror.ts';

/** In MB. Only Linux tells a process's own memory apart; elsewhere all that is resident counts. */
function ownMb(): number {
  try {
    const kib = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) / 1024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss() / 2 ** 20;
}

const [dataDir = '', host = '', messages = ''] = process.argv.slice(2);
let peakMb = 0;
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, ownMb());
}, 25);
const { planS, sendS } = await resendAll(dataDir, host, Number(messages), 0);
clearInterval(watch);
// In KiB, as the system counted it.
const residentMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ peakMb, residentMb, planS, sendS }));
