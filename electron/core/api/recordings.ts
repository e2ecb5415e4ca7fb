/** Handlers of recordings. A voice cannot be masked in part: where text is masked, a call has to be revealed before it can be heard. */
import type { Recording } from '../../../shared/domain/recording.ts';
import { type ApiContext, api } from './context.ts';

const { recordings: contract } = api;
const missing = (what: string) => ({ data: { what } });
const masked: Recording = { state: 'masked' };

function isMasked({ settings, reveals }: ApiContext, callKey: number): boolean {
  return settings.get().privacy.maskText && !reveals.all.has(callKey);
}

export const recordings = contract.router({
  get: contract.get.handler(async ({ input, context, errors }) => {
    const state = await context.recordings.state(input.id);
    if (!state) throw errors.NOT_FOUND(missing('call'));
    return state.state !== 'none' && isMasked(context, input.id) ? masked : state;
  }),
  sound: contract.sound.handler(async ({ input, context, errors }) => {
    const sound = isMasked(context, input.id) ? null : await context.recordings.sound(input.id);
    if (!sound) throw errors.NOT_FOUND(missing('recording'));
    return new Blob([new Uint8Array(sound.data)], { type: sound.type });
  }),
  fetch: contract.fetch.handler(async function* ({ input, context, signal, errors }) {
    if (isMasked(context, input.id)) return yield masked;
    let news: Recording | null = null;
    let wake = () => {};
    const end = context.recordings.ensureCached(input.id, (recording) => {
      news = recording;
      wake();
    });
    const ended = end.then(
      () => true,
      () => true,
    );
    const left = new Promise<true>((resolve) => signal?.addEventListener('abort', () => resolve(true), { once: true }));
    for (let over = false; !over; ) {
      if (news) yield news;
      news = null;
      const more = new Promise<false>((resolve) => {
        wake = () => resolve(false);
      });
      over = await Promise.race([ended, left, more]);
    }
    if (signal?.aborted) return;
    const last = await end;
    if (!last) throw errors.NOT_FOUND(missing('call'));
    yield last;
  }),
  forget: contract.forget.handler(async ({ input, context, errors }) => {
    const state = await context.recordings.forget(input.id);
    if (!state) throw errors.NOT_FOUND(missing('call'));
    return state.state !== 'none' && isMasked(context, input.id) ? masked : state;
  }),
  ahead: contract.ahead.handler(({ input, context }) => context.recordings.ahead(input.ids)),
});
