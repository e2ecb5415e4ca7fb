/** What was said of one call, the score card, and the report over a period: calls from the sums of the overview, the rest from reviews. */
import type {
  CallReview,
  ReviewFigures,
  ReviewReport,
  ScoreCard,
  ScoreItem,
} from '../../../../shared/domain/review.ts';
import type { Readable } from '../open.ts';
import { spans } from '../projections/figures.ts';
import type { StoredReview } from '../review-store.ts';
import { partsOf } from './bars.ts';

interface CardRow extends Omit<ScoreCard, 'items'> {
  items: string;
}

/** Of a report; the rest is counted. */
const mostAgents = 500;
const hourMs = 3_600_000;

/**
 * Reads `review_ended` and nothing else; exported so that a test can assert its plan. Cards with the same answers come together: there are
 * few ways to answer one.
 */
export const reportSql = `SELECT agent, card, count(*) AS n, count(reviewed_at) AS reviewed, count(flagged_at) AS flagged,
    count(score) AS scored, coalesce(sum(score), 0) AS scores, count(card_score) AS cards, coalesce(sum(card_score), 0) AS cardScores
  FROM review INDEXED BY review_ended WHERE ended_at >= @from AND ended_at < @to GROUP BY agent, card`;

interface Stretch {
  from: number;
  to: number;
}
interface Marks {
  agent: string;
  /** Answers to a score card, and how many reviews gave just these. */
  card: string;
  n: number;
  reviewed: number;
  flagged: number;
  scored: number;
  scores: number;
  cards: number;
  cardScores: number;
}

/** Sums; means are made of them in the end. */
interface Sums {
  calls: number;
  marks: Omit<Marks, 'agent' | 'card' | 'n'>;
  items: Map<string, { n: number; sum: number }>;
}

export function reviewReaders(db: Readable) {
  const ofCall = db.prepare<[number], StoredReview>(
    'SELECT r.* FROM call c JOIN review r ON r.connection_id = c.connection_id AND r.call_id = c.call_id WHERE c.id = ?',
  );
  const call = db.prepare<[number], number>('SELECT 1 FROM call WHERE id = ?').pluck();
  const newestCard = db.prepare<[], CardRow>('SELECT * FROM score_card ORDER BY version DESC LIMIT 1');
  const cardByVersion = db.prepare<[number], CardRow>('SELECT * FROM score_card WHERE version = ?');
  const cards = db.prepare<[], CardRow>('SELECT * FROM score_card ORDER BY version DESC');
  const calls = db.prepare<[number, number, number], { agent: string; n: number }>(
    `SELECT value AS agent, sum(n) AS n FROM share WHERE about = 'agent' AND hours = ? AND at >= ? AND at < ? GROUP BY value`,
  );
  const marks = db.prepare<[Stretch], Marks>(reportSql);

  function scoreCard(): ScoreCard {
    const row = newestCard.get();
    return row ? { ...row, items: JSON.parse(row.items) } : { version: 0, at: 0, actor: '', items: [] };
  }

  return {
    scoreCard,
    /** `null` when there is no such call. */
    reviewOf(id: number): CallReview | null {
      if (call.get(id) === undefined) return null;
      const row = ofCall.get(id);
      const old =
        row?.reviewed_at != null && row.card_version !== null ? cardByVersion.get(row.card_version) : undefined;
      return {
        id,
        reviewedAt: row?.reviewed_at ?? null,
        reviewedBy: row?.reviewed_by ?? null,
        flaggedAt: row?.flagged_at ?? null,
        flaggedBy: row?.flagged_by ?? null,
        score: row?.score ?? null,
        card: row ? JSON.parse(row.card) : {},
        cardScore: row?.card_score ?? null,
        items: old ? JSON.parse(old.items) : scoreCard().items,
        actor: row?.actor ?? null,
        changedAt: row?.changed_at ?? null,
      };
    },
    reviewReport(asked: Stretch): ReviewReport {
      const from = Math.floor(asked.from / hourMs) * hourMs;
      const to = Math.ceil(asked.to / hourMs) * hourMs;
      const byAgent = new Map<string, Sums>();
      const all = none();
      const sumsOf = (agent: string): Sums[] => {
        const own = byAgent.get(agent) ?? none();
        byAgent.set(agent, own);
        return [own, all];
      };
      for (const part of partsOf({ from, to }, spans))
        for (const { agent, n } of calls.all(part.hours, part.from, part.to))
          for (const sums of sumsOf(agent)) sums.calls += n;
      for (const { agent, card, n, ...row } of marks.all({ from, to })) {
        const answers: [item: string, answer: number][] = Object.entries(JSON.parse(card));
        for (const sums of sumsOf(agent)) {
          addMarks(sums.marks, row);
          for (const [item, answer] of answers) {
            const known = sums.items.get(item) ?? { n: 0, sum: 0 };
            sums.items.set(item, { n: known.n + n, sum: known.sum + n * answer });
          }
        }
      }
      const ranked = [...byAgent].sort(
        ([one, a], [other, b]) => b.marks.reviewed - a.marks.reviewed || b.calls - a.calls || (one < other ? -1 : 1),
      );
      return {
        from,
        to,
        items: wordings(cards.all(), all.items),
        agents: ranked.slice(0, mostAgents).map(([agent, sums]) => ({ agent, ...figuresOf(sums) })),
        more: Math.max(0, ranked.length - mostAgents),
        all: figuresOf(all),
      };
    },
  };
}

const none = (): Sums => ({
  calls: 0,
  marks: { reviewed: 0, flagged: 0, scored: 0, scores: 0, cards: 0, cardScores: 0 },
  items: new Map(),
});

function addMarks(kept: Sums['marks'], row: Sums['marks']): void {
  kept.reviewed += row.reviewed;
  kept.flagged += row.flagged;
  kept.scored += row.scored;
  kept.scores += row.scores;
  kept.cards += row.cards;
  kept.cardScores += row.cardScores;
}

function figuresOf({ calls, marks, items }: Sums): ReviewFigures {
  return {
    calls,
    reviewed: marks.reviewed,
    flagged: marks.flagged,
    scored: marks.scored,
    score: marks.scored === 0 ? null : marks.scores / marks.scored,
    cardScore: marks.cards === 0 ? null : marks.cardScores / marks.cards,
    items: Object.fromEntries([...items].map(([id, { n, sum }]) => [id, { n, mean: sum / n }])),
  };
}

/** The items of today's card, then those of older ones that were answered, each as last worded. `newestFirst`: every version. */
function wordings(newestFirst: readonly CardRow[], answered: ReadonlyMap<string, unknown>): ReviewReport['items'] {
  const found = new Map<string, ScoreItem & { asked: boolean }>();
  newestFirst.forEach((card, index) => {
    const items: ScoreItem[] = JSON.parse(card.items);
    for (const item of items) {
      if (!found.has(item.id) && (index === 0 || answered.has(item.id)))
        found.set(item.id, { ...item, asked: index === 0 });
    }
  });
  return [...found.values()];
}
