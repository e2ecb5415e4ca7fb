/** What a reviewer says of a call, by key or by button: the score over all, the score card, the flag, notes, and that it is done. */
import { Button, Skeleton } from '@mantine/core';
import { IconCheck, IconFlag, IconFlagFilled } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { CallReview, ScoreItem } from '../../../shared/domain/review.ts';
import { nothing } from '../../ui/format.ts';
import { Key } from '../../ui/Key.tsx';
import { Failed } from '../../ui/Notices.tsx';
import { Ago } from '../../ui/Time.tsx';
import { oneDecimal } from './figures.ts';
import classes from './review.module.css';

const points = [1, 2, 3, 4, 5] as const;

interface ScoresProps {
  review: CallReview | undefined;
  error: Error | null;
  retry(): void;
  canUndo: boolean;
  onScore(score: number | null): void;
  onAnswer(item: ScoreItem, score: number | null): void;
  onReviewed(): void;
  onFlag(): void;
  onNote(): void;
  onUndo(): void;
  notes: ReactNode;
}

export function Scores(props: ScoresProps) {
  const { review } = props;
  if (props.error && !review) return <Failed what="the review" error={props.error} retry={props.retry} />;
  if (!review) {
    return (
      <aside className={classes.scores} aria-busy="true">
        <Skeleton height={30} mb={12} />
        <Skeleton height={180} />
      </aside>
    );
  }
  const reviewed = review.reviewedAt !== null;
  const flagged = review.flaggedAt !== null;
  return (
    <aside className={classes.scores} aria-label="Score card">
      <div className={classes.acts}>
        <Button
          variant={reviewed ? 'default' : 'filled'}
          fullWidth
          leftSection={<IconCheck size={15} aria-hidden />}
          rightSection={<Key of="r" />}
          onClick={props.onReviewed}
        >
          {reviewed ? 'Not reviewed after all' : 'Reviewed, next'}
        </Button>
        <Button
          leftSection={flagged ? <IconFlagFilled size={13} aria-hidden /> : <IconFlag size={13} aria-hidden />}
          data-on={flagged || undefined}
          rightSection={<Key of="f" />}
          aria-pressed={flagged}
          onClick={props.onFlag}
        >
          Flag
        </Button>
        <Button rightSection={<Key of="n" />} onClick={props.onNote}>
          Note
        </Button>
        <Button rightSection={<Key of="u" />} disabled={!props.canUndo} onClick={props.onUndo}>
          Undo
        </Button>
      </div>
      <Question
        name="Overall"
        hint={<span className="faint">keys 1–5</span>}
        value={review.score}
        onChange={props.onScore}
        big
      />
      {review.items.length > 0 ? (
        <section className={classes.card} aria-label="Items of the score card">
          <h3>
            Score card
            <span className="num">{review.cardScore === null ? nothing : oneDecimal(review.cardScore)}</span>
          </h3>
          <p className={classes.cardHint}>
            <Key of="c" /> begins here; then 1–5 scores an item and moves on.
          </p>
          {review.items.map((item) => (
            <Question
              key={item.id}
              name={item.name}
              hint={item.description}
              value={review.card[item.id] ?? null}
              onChange={(score) => props.onAnswer(item, score)}
            />
          ))}
        </section>
      ) : null}
      {props.notes}
      <p className={classes.who}>
        {reviewed && review.reviewedAt !== null ? (
          <>
            Reviewed by {review.reviewedBy} <Ago at={review.reviewedAt} />.{' '}
          </>
        ) : null}
        {flagged && review.flaggedAt !== null ? (
          <>
            Flagged by {review.flaggedBy} <Ago at={review.flaggedAt} />.
          </>
        ) : null}
      </p>
    </aside>
  );
}

/** Brings the focus to the first question of the card that has no answer. */
export function goToCard(): void {
  const questions = [...document.querySelectorAll<HTMLElement>(`.${classes.card} [role="radiogroup"]`)];
  const open = questions.find((each) => !each.querySelector('[aria-checked="true"]')) ?? questions[0];
  open?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}

interface QuestionProps {
  name: string;
  hint: ReactNode;
  value: number | null;
  onChange(score: number | null): void;
  big?: boolean;
}

/** Five buttons of which one is pressed; pressed again, none is. Digits answer it while it has the focus, arrows go along it. */
function Question({ name, hint, value, onChange, big }: QuestionProps) {
  const group = useRef<HTMLDivElement>(null);
  const answer = (score: number) => onChange(score === value ? null : score);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const to = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : undefined;
    if (to !== undefined) buttons[(to + points.length) % points.length]?.focus();
    else if (/^[1-5]$/.test(event.key) && !big) {
      onChange(Number(event.key));
      next(group.current);
    } else if (event.key === 'Escape' && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes.question}>
      <div className={classes.asked}>
        <span>{name}</span>
        <small>{hint}</small>
      </div>
      <div ref={group} role="radiogroup" aria-label={name} className={classes.points} onKeyDown={onKey}>
        {points.map((point) => (
          // biome-ignore lint/a11y/useSemanticElements: a radio input cannot be taken back, and keys of the page do not reach past it.
          <button
            key={point}
            type="button"
            role="radio"
            aria-checked={value === point}
            tabIndex={point === (value ?? 1) ? 0 : -1}
            className={classes.point}
            data-on={value === point || undefined}
            onClick={() => answer(point)}
          >
            {point}
          </button>
        ))}
      </div>
    </div>
  );
}

/** From one question of the card to the one below; after the last the focus is let go, so that keys act on the page again. */
function next(group: HTMLElement | null): void {
  const all = [...document.querySelectorAll<HTMLElement>(`.${classes.card} [role="radiogroup"]`)];
  const at = group === null ? -1 : all.indexOf(group);
  const below = at < 0 ? undefined : all[at + 1];
  if (below) below.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
