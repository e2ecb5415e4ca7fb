import { describe, expect, it } from 'vitest';
import { createEngine, type DialEvents, EngineLost, type Link } from '../../../renderer/app/engine.ts';

function start() {
  let events: DialEvents | undefined;
  const engine = createEngine((given) => {
    events = given;
  });
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

  it('lets a waiting call be given up', async () => {
    const { engine } = start();
    const stop = new AbortController();
    const answer = engine.link.call(['a'], 1, { ...options, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
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
});
