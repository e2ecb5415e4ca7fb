/** How a call stands in review, and setting it from the call's own page. Each change can be taken back. */
import { Menu } from '@mantine/core';
import { IconCircleCheck, IconFlag, IconFlagFilled, IconStar, IconStarFilled } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CallDetail } from '../../../shared/domain/call.ts';
import { api, client } from '../../app/client.ts';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toasts.ts';
import classes from './calls.module.css';

interface Change {
  reviewed?: boolean;
  flagged?: boolean;
  score?: number | null;
}

const points = [1, 2, 3, 4, 5] as const;

export function ReviewMarks({ call }: { call: CallDetail }) {
  const { reviewed, flagged, score } = call.review;
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all([api.calls, api.review].map((part) => queries.invalidateQueries({ queryKey: part.key() })));
  const undo = useMutation({
    mutationFn: (change: number) => client.review.undo({ undo: change }),
    onSuccess: refresh,
    onError: (error) => toast({ title: 'It could not be undone', text: sentence(error), tone: 'bad' }),
  });
  const mark = useMutation({
    mutationFn: ({ change }: { change: Change; words: string }) => client.review.change({ id: call.id, ...change }),
    onSuccess: async (done, { words }) => {
      await refresh();
      toast({ title: words, action: { label: 'Undo', run: () => undo.mutate(done.undo) } });
    },
    onError: (error) => toast({ title: 'The mark was not set', text: sentence(error), tone: 'bad' }),
  });
  const set = (change: Change, words: string) => {
    if (!mark.isPending) mark.mutate({ change, words });
  };
  return (
    <>
      <button
        type="button"
        className={classes.mark}
        aria-pressed={reviewed}
        onClick={() => set({ reviewed: !reviewed }, reviewed ? 'No longer marked as reviewed' : 'The call is reviewed')}
      >
        <IconCircleCheck size={14} aria-hidden /> {reviewed ? 'reviewed' : 'not reviewed'}
      </button>
      <button
        type="button"
        className={classes.mark}
        aria-pressed={flagged}
        onClick={() => set({ flagged: !flagged }, flagged ? 'Flag removed' : 'The call is flagged')}
      >
        {flagged ? <IconFlagFilled size={13} aria-hidden /> : <IconFlag size={13} aria-hidden />}
        {flagged ? 'flagged' : 'flag'}
      </button>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={classes.mark} data-set={score !== null || undefined}>
            {score === null ? <IconStar size={13} aria-hidden /> : <IconStarFilled size={13} aria-hidden />}
            {score === null ? 'score' : `scored ${score} of 5`}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {points.map((point) => (
            <Menu.Item
              key={point}
              aria-current={point === score || undefined}
              onClick={() => set({ score: point }, `The call is scored ${point} of 5`)}
            >
              {point} of 5
            </Menu.Item>
          ))}
          {score === null ? null : (
            <Menu.Item onClick={() => set({ score: null }, 'Score removed')}>Remove the score</Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item renderRoot={(root) => <Link {...root} to="/review" search={{ id: call.id }} />}>
            Open in review
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
