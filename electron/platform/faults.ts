/**
 * Faults a test or a curious operator can switch on: what networks and platforms do wrong, done on purpose. Probabilities are per event
 * sent, counts are of connections.
 */
export interface Faults {
  /** Probability that an event is not sent though its sequence is counted. */
  dropFrames: number;
  /** Probability that an event changes places with the next one. */
  reorder: number;
  /** Probability that an event is sent twice. */
  duplicate: number;
  /** Probability that a frame that is no event at all follows an event. */
  badFrames: number;
  /** Probability that a live call is followed by an event nobody can make sense of. */
  badEvents: number;
  /** After so many events on a connection the server falls silent and leaves the socket open. 0: never. */
  halfOpen: number;
  noHeartbeat: boolean;
  /** Milliseconds before each batch of events. */
  slow: number;
  /** How many of the next connections are refused. */
  refuse401: number;
  refuse403: number;
  refuse410: number;
  refuse503: number;
  /** Close code after `closeAfter` events on a connection. 0: none. */
  closeCode: number;
  closeAfter: number;
  /** How many connections to treat so. */
  closeTimes: number;
}

export const noFaults = (): Faults => ({
  dropFrames: 0,
  reorder: 0,
  duplicate: 0,
  badFrames: 0,
  badEvents: 0,
  halfOpen: 0,
  noHeartbeat: false,
  slow: 0,
  refuse401: 0,
  refuse403: 0,
  refuse410: 0,
  refuse503: 0,
  closeCode: 0,
  closeAfter: 0,
  closeTimes: 0,
});

const kebab = (name: string): string =>
  name.replace(/([a-z])([A-Z0-9])/, (_, a: string, b: string) => `${a}-${b.toLowerCase()}`);

/** As they are written on the command line: `drop-frames`, `refuse-410` … */
export const faultNames: readonly string[] = Object.keys(noFaults()).map(kebab);

/** Reads `drop-frames=0.01` or `no-heartbeat` into `faults`; says what is wrong with it, or `null`. */
export function readFault(text: string, faults: Faults): string | null {
  const [name = '', value] = text.split('=');
  const number = value === undefined ? 1 : Number(value);
  if (value === '' || !Number.isFinite(number) || number < 0) return `"${text}" needs a number, e.g. ${name}=0.01`;
  switch (name) {
    case 'drop-frames':
    case 'reorder':
    case 'duplicate':
    case 'bad-frames':
    case 'bad-events':
      if (number > 1) return `"${name}" is a probability between 0 and 1`;
      if (name === 'drop-frames') faults.dropFrames = number;
      else if (name === 'bad-frames') faults.badFrames = number;
      else if (name === 'bad-events') faults.badEvents = number;
      else faults[name] = number;
      return null;
    case 'half-open':
      faults.halfOpen = number;
      return null;
    case 'no-heartbeat':
      faults.noHeartbeat = number !== 0;
      return null;
    case 'slow':
      faults.slow = number;
      return null;
    case 'refuse-401':
      faults.refuse401 = number;
      return null;
    case 'refuse-403':
      faults.refuse403 = number;
      return null;
    case 'refuse-410':
      faults.refuse410 = number;
      return null;
    case 'refuse-503':
      faults.refuse503 = number;
      return null;
    case 'close-code':
      if (number !== 0 && !(number >= 1000 && number <= 4999)) return '"close-code" is between 1000 and 4999';
      faults.closeCode = number;
      faults.closeTimes = Math.max(1, faults.closeTimes);
      return null;
    case 'close-after':
      faults.closeAfter = number;
      return null;
    case 'close-times':
      faults.closeTimes = number;
      return null;
    default:
      return `there is no fault "${name}"; known are ${faultNames.join(', ')}`;
  }
}
