/** Handlers of the mirror's health, its checks and its backups. */
import { api } from './context.ts';

const eventsAtOnce = 500;

export const upkeep = api.upkeep.router({
  health: api.upkeep.health.handler(({ context, signal }) => context.upkeep.health(signal)),
  check: api.upkeep.check.handler(async ({ context, errors }) => {
    const found = await context.upkeep.check();
    if (!found) throw errors.ALREADY_RUNNING({ data: {} });
    return found;
  }),
  backup: api.upkeep.backup.handler(async ({ context, errors }) => {
    const made = await context.upkeep.backup().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw errors.BACKUP_FAILED({ message: why, data: { why } });
    });
    if (!made) throw errors.ALREADY_RUNNING({ data: {} });
    return made;
  }),
  retentionPreview: api.upkeep.retentionPreview.handler(async ({ input, context, signal }) => {
    const before = Date.now() - input.days * 86_400_000;
    return context.readers.read((db) => db.wouldDrop(input.what, before), signal);
  }),
  roomPreview: api.upkeep.roomPreview.handler(async ({ input, context, signal }) => {
    const used = await context.readers.read((db) => db.usedBytes(), signal);
    return { used, over: Math.max(0, used - input.maxGb * 1e9) };
  }),
  trustClock: api.upkeep.trustClock.handler(({ context }) => context.upkeep.trustClock()),
  giveRoomBack: api.upkeep.giveRoomBack.handler(async ({ context, errors }) => {
    const given = await context.upkeep.giveRoomBack();
    if (given === null) throw errors.ALREADY_RUNNING({ data: {} });
    if ('why' in given) throw errors.NOT_RESTORABLE({ message: given.why, data: { why: given.why } });
    return given;
  }),
  removeBackup: api.upkeep.removeBackup.handler(({ input, context, errors }) => {
    if (!context.upkeep.removeBackup(input.name)) throw errors.NOT_FOUND({ data: { what: 'backup' } });
  }),
  restore: api.upkeep.restore.handler(async ({ input, context, errors }) => {
    const why = await context.upkeep.restore(input);
    if (why !== null) throw errors.NOT_RESTORABLE({ message: why, data: { why } });
  }),
  recover: api.upkeep.recover.handler(async ({ context }) => ({ backup: await context.upkeep.recover() })),
  exportEvents: api.upkeep.exportEvents.handler(async function* ({ context, signal }) {
    const { events: of } = await context.readers.read((db) => db.upkeepRecord(), signal);
    let [after, events] = [0, 0];
    for (;;) {
      const from = after;
      const page = await context.readers.read((db) => db.ledgerPage(from, eventsAtOnce), signal);
      if (page.events === 0) return;
      events += page.events;
      after = page.last;
      yield { text: page.text, events, of };
    }
  }),
});
