/** Reviewing calls: what waits for it, what was found, and what it comes to. Times are epoch milliseconds UTC. */
import type { CallFilter } from '../contract/filters.ts';

/** One question of the score card. Answers are kept by its id, which stays when it is worded anew. */
export interface ScoreItem {
  id: string;
  name: string;
  description: string;
  /** How much it counts beside the others. */
  weight: number;
}

export interface ScoreCard {
  version: number;
  at: number;
  actor: string;
  /** In the order in which they are asked. */
  items: ScoreItem[];
}

/** What a queue holds: calls nobody reviewed, or those that somebody flagged, reviewed or not. */
export const waitsFor = ['not reviewed', 'flagged'] as const;

/** Which calls belong to it is the filter's; when and whether they are reviewed is the queue's own. */
export type QueueFilter = Omit<CallFilter, 'from' | 'to' | 'review' | 'order'>;

export interface ReviewQueue {
  id: number;
  name: string;
  waits: (typeof waitsFor)[number];
  filter: QueueFilter;
  /** Per cent of the calls, always the same ones; `null`: all. */
  sample: number | null;
  /** Calls that ended within so many days; `null`: all. */
  days: number | null;
  /** Reviews a day; `null`: none is set. */
  goal: number | null;
}

export interface QueueStanding extends ReviewQueue {
  /** How many wait, as far as was looked. */
  waiting: { count: number; exact: boolean };
  /** Reviewed out of this queue since the day began. */
  today: number;
}

export interface CallReview {
  /** The mirror's key of the call. */
  id: number;
  reviewedAt: number | null;
  reviewedBy: string | null;
  flaggedAt: number | null;
  flaggedBy: string | null;
  /** 1–5, over all. */
  score: number | null;
  /** 1–5 by item. */
  card: Record<string, number>;
  /** What the answers come to by their weights, 1–5. */
  cardScore: number | null;
  /** The card that the answers were given to, or are to be. */
  items: ScoreItem[];
  /** Whoever changed it last. */
  actor: string | null;
  changedAt: number | null;
}

/** How a call can be marked together with others. */
export const markings = ['reviewed', 'flagged'] as const;
export type Mark = (typeof markings)[number];

/** How far marking many calls is. */
export interface Marking {
  /** Calls looked at; those that were marked so already stay as they were. */
  looked: number;
  /** As far as is known of it. */
  total: { count: number; exact: boolean };
  /** The changes made since the step before, by which each is undone. */
  undos: number[];
}

/** What was scored, over some calls; `null` where nothing was. */
export interface ReviewFigures {
  calls: number;
  reviewed: number;
  flagged: number;
  scored: number;
  score: number | null;
  cardScore: number | null;
  /** By item: the mean of its answers and how many there are. */
  items: Record<string, { mean: number; n: number }>;
}

/** Calls that ended in the stretch, and what reviews say of them. `agent` is empty where the vendor named none. */
export interface ReviewReport {
  from: number;
  to: number;
  /** Everything that was asked, as last worded; those of the card of today first. */
  items: (ScoreItem & { asked: boolean })[];
  agents: (ReviewFigures & { agent: string })[];
  /** How many agents there are beyond those listed. */
  more: number;
  all: ReviewFigures;
}

/** What the answers come to by the weights of their items; `null` without any. */
export function weighted(items: readonly ScoreItem[], card: Readonly<Record<string, number>>): number | null {
  let sum = 0;
  let weights = 0;
  for (const { id, weight } of items) {
    const answer = card[id];
    if (answer === undefined) continue;
    sum += answer * weight;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}
