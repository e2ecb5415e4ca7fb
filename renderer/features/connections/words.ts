/** How a connection stands, in words. */
import type { ConnectionKind, ConnectionStatus } from '../../../shared/domain/connection.ts';
import { callLength, count, plural } from '../../ui/format.ts';

export type PhaseTone = 'good' | 'bad' | 'hold' | 'wait' | 'accent';

export interface PhaseWords {
  tone: PhaseTone;
  /** One or two words. */
  word: string;
  /** The rest of the sentence. */
  detail: string | null;
  /** What to do about it. */
  fix: string | null;
  /** 0–1 while catching up. */
  progress: number | null;
}

const rateFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

function rate(perSecond: number): string {
  const number = perSecond >= 10 ? count(Math.round(perSecond)) : rateFormat.format(perSecond);
  return `${number} ${number === '1' ? 'event' : 'events'}/s`;
}

export function phaseWords(
  connection: Pick<ConnectionStatus, 'state' | 'rate'> & { kind?: ConnectionKind },
  now: number,
): PhaseWords {
  const { state } = connection;
  const none = { detail: null, fix: null, progress: null };
  switch (state.phase) {
    case 'disabled':
      return { ...none, tone: 'wait', word: 'Paused', detail: 'by you' };
    case 'connecting':
      return {
        ...none,
        tone: 'accent',
        word: 'Connecting',
        detail: state.attempt > 1 ? `attempt ${state.attempt}` : null,
      };
    case 'waiting':
      return {
        ...none,
        tone: 'hold',
        word: 'Waiting',
        detail: `${state.why} Trying again in ${callLength(Math.max(0, Math.ceil((state.retryAt - now) / 1000) * 1000))}.`,
      };
    case 'catching up':
      return {
        ...none,
        tone: 'accent',
        word: 'Catching up',
        detail: `${percent(state.done, state.total)}, ${plural(Math.max(0, state.total - state.done), 'event')} to go`,
        progress: state.total > 0 ? state.done / state.total : null,
      };
    case 'live':
      return liveWords(connection);
    case 'paused':
      return { ...none, tone: 'hold', word: 'Held', detail: state.why };
    case 'stopped':
      return { ...none, tone: 'bad', word: 'Stopped', detail: state.why, fix: state.fix };
  }
}

/** Of several together there is no kind. */
function liveWords({ kind, rate: perSecond }: { kind?: ConnectionKind; rate: number }): PhaseWords {
  const none = { detail: null, fix: null, progress: null };
  if (kind === 'files') return { ...none, tone: 'wait', word: 'Ready', detail: 'for files to import' };
  return { ...none, tone: 'good', word: kind === 'receiver' ? 'Listening' : 'Live', detail: rate(perSecond) };
}

function percent(done: number, total: number): string {
  return total > 0 ? `${Math.floor((100 * done) / total)} %` : '0 %';
}

const worstFirst = ['stopped', 'waiting', 'paused', 'connecting', 'catching up', 'live', 'disabled'] as const;

/** The connection that most needs to be seen. */
export function worstOf(connections: readonly ConnectionStatus[]): ConnectionStatus | undefined {
  return connections.toSorted((a, b) => worstFirst.indexOf(a.state.phase) - worstFirst.indexOf(b.state.phase))[0];
}

const abilities: Record<string, string> = {
  'command.webhook.resend': 'resend',
  'command.chain.replay': 'replay',
};

/** What a platform says it can be told to do. */
export function abilityWords(capability: string): string {
  return abilities[capability] ?? capability;
}
