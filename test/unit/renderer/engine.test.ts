import { describe, expect, it } from 'vitest';
import { createEngine, type DialEvents, EngineLost, type Link } from '../../../renderer/app/engine.ts';

function start(impatient = false) {
  let events: DialEvents | undefined;
  const engine = createEngine(
    (given) => {
      events = given;
    },
    () => impatient,
  );
  if (!events) throw new Error('the engine did not dial');
  return { engine, events };
}

const answering = (answer: unknown): Link => ({ call: () => Promise.resolve(answer) });
const silent: Link = { call: () => new Promise(() => {}) };
const options = { context: {} };

describe('the line to core', () => {
  it('lets calls wait until there is a link', async () => {
    const { engine, events } = start();
    const answer = engine.link.call(['a'], 1, options);
    events.up(answering('here'));
    expect(await answer).toBe('here');
  });

  it('fails a call whose link is lost instead of letting it hang', async () => {
    const { engine, events } = start();
    events.up(silent);
    const answer = engine.link.call(['a'], 1, options);
    events.down();
    await expect(answer).rejects.toBeInstanceOf(EngineLost);
  });

  it('uses the new link after the old one was replaced', async () => {
    const { engine, events } = start();
    events.up(silent);
    const old = engine.link.call(['a'], 1, options);
    events.up(answering('new'));
    await expect(old).rejects.toBeInstanceOf(EngineLost);
    expect(await engine.link.call(['a'], 1, options)).toBe('new');
  });

  it('refuses what an operator asks for while there is no link, instead of doing it later', async () => {
    const { engine, events } = start(true);
    await expect(engine.link.call(['a'], 1, options)).rejects.toBeInstanceOf(EngineLost);
    events.up(answering('here'));
    expect(await engine.link.call(['a'], 1, options)).toBe('here');
  });

  it('lets a waiting call be given up', async () => {
    const { engine } = start();
    const stop = new AbortController();
    const answer = engine.link.call(['a'], 1, { ...options, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });

  it('hands a cancellation on, but not over a link that is gone', async () => {
    const { engine, events } = start();
    const seen: (AbortSignal | undefined)[] = [];
    const link: Link = {
      call: (_path, _input, given) => {
        seen.push(given.signal);
        return new Promise(() => {});
      },
    };
    events.up(link);
    const stop = new AbortController();
    const answers = [engine.link.call(['a'], 1, { ...options, signal: stop.signal })];
    await Promise.resolve();
    stop.abort();
    expect(seen[0]?.aborted).toBe(true);

    const late = new AbortController();
    answers.push(engine.link.call(['b'], 1, { ...options, signal: late.signal }));
    await Promise.resolve();
    events.down();
    late.abort();
    expect(seen[1]?.aborted).toBe(false);
    await Promise.allSettled(answers);
  });

  it('says how it stands, and since when it is lost', () => {
    const { engine, events } = start();
    const seen: string[] = [];
    engine.subscribe(() => seen.push(engine.state().phase));
    events.down();
    events.up(silent);
    events.down();
    events.down();
    expect(seen).toEqual(['connecting', 'connected', 'lost', 'lost']);
    expect(engine.state()).toMatchObject({ phase: 'lost', attempts: 2 });
  });

  it('tells of every link, with a signal that ends with it', () => {
    const { engine, events } = start();
    const signals: AbortSignal[] = [];
    events.up(silent);
    engine.onLink((lost) => signals.push(lost));
    events.up(silent);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  it('says how far an engine is that is there and not ready, and that is no try in vain', () => {
    const { engine, events } = start();
    events.down({ done: 3, of: 10 });
    events.down({ done: 6, of: 10 });
    expect(engine.state()).toEqual({ phase: 'connecting', attempts: 0, opening: { done: 6, of: 10 } });
    events.down();
    expect(engine.state()).toEqual({ phase: 'connecting', attempts: 1, opening: null });
    events.up(silent);
    expect(engine.state()).toEqual({ phase: 'connected' });
  });
});
