/**
 * A bulk resend of everything in a mirror, in a process that does nothing else. Arguments: data folder, host of the receiver, how many.
 * Prints how long it took and the most memory it had resident.
 */
import { resendAll } from './resend-mirror.ts';

const [dataDir = '', host = '', messages = ''] = process.argv.slice(2);
const { planS, sendS } = await resendAll(dataDir, host, Number(messages));
// In KiB, as the system counted it.
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ peakMb, planS, sendS }));
