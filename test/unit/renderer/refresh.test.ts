/** What is shown must be what core has, whenever it changed. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, onTestFinished, test } from 'vitest';
import { refresh } from '../../../renderer/app/refresh.ts';

const queryKey = ['calls'];

/** A list that is on the screen; each answer is given by hand. */
function shown() {
  const queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } });
  const asked: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(queries, {
    queryKey,
    queryFn: () => new Promise<string>((resolve) => asked.push(resolve)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  onTestFinished(observer.subscribe(() => {}));
  const answer = async (text: string) => {
    asked.at(-1)?.(text);
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { queries, asked, answer, now: () => queries.getQueryData(queryKey) };
}

test('a change is asked for at once', async () => {
  const { queries, asked, answer, now } = shown();
  await answer('one');
  void refresh(queries, queryKey);
  await answer('two');
  expect([asked.length, now()]).toEqual([2, 'two']);
});

test('a change that comes while an answer is on its way is asked for after it, once', async () => {
  const { queries, asked, answer, now } = shown();
  await answer('one');
  void refresh(queries, queryKey);
  void refresh(queries, queryKey);
  void refresh(queries, queryKey);
  await answer('of before the last change');
  expect(now()).toBe('of before the last change');
  await answer('two');
  expect([asked.length, now()]).toEqual([3, 'two']);
});

test('a question that takes long is answered, though changes keep coming', async () => {
  const { queries, answer, now } = shown();
  for (let change = 0; change < 5; change += 1) void refresh(queries, queryKey);
  await answer('one');
  expect(now()).toBe('one');
});
