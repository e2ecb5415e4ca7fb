/** Settings are merged with what is the default, survive what cannot be read, and are in force when they are on the disk. */
import { describe, expect, test, vi } from 'vitest';
import { createSettings, type SettingsDeps } from '../../../electron/core/settings.ts';
import { defaultSettings } from '../../../shared/domain/settings.ts';

function settingsWith(given: Partial<SettingsDeps> = {}) {
  const save = vi.fn<SettingsDeps['save']>(async () => {});
  const log = vi.fn<(line: string) => void>();
  return { save, log, settings: createSettings({ stored: {}, save, actor: 'ana', log, ...given }) };
}

const { privacy } = defaultSettings;

describe('what was stored', () => {
  test('is in force; what it lacks has its default', () => {
    const { settings, log } = settingsWith({
      stored: { privacy: '{"maskNumbers":true}', recordings: '{"cacheMb":5}' },
    });
    expect(settings.get()).toEqual({
      ...defaultSettings,
      privacy: { ...privacy, maskNumbers: true },
      recordings: { ...defaultSettings.recordings, cacheMb: 5 },
    });
    expect(log).not.toHaveBeenCalled();
  });

  test.each([
    ['no JSON', '{"maskNumbers":'],
    ['no object', '7'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['a value of the wrong kind', '{"maskNumbers":"yes"}'],
  ])('that is %s gives the default of its section alone, and is told', (_, text) => {
    const stored = { privacy: text, retention: '{"rowsDays":30}' };
    const { settings, log } = settingsWith({ stored });
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"privacy"'));
    expect(settings.get().privacy).toEqual(privacy);
    expect(settings.get().retention.rowsDays).toBe(30);
  });

  test('of a section nobody knows is left alone', () => {
    expect(settingsWith({ stored: { moon: '{}' } }).settings.get()).toEqual(defaultSettings);
  });
});

describe('a change', () => {
  test('is written as a section, with a line for the audit that says what was and is', async () => {
    const { settings, save } = settingsWith();
    await settings.update({ privacy: { ...privacy, maskNames: true } });
    expect(save).toHaveBeenCalledExactlyOnceWith({ privacy: JSON.stringify({ ...privacy, maskNames: true }) }, [
      {
        actor: 'ana',
        action: 'settings changed',
        subject: 'privacy',
        detail: { maskNames: { from: false, to: true } },
      },
    ]);
  });

  test('that changes nothing writes nothing and tells nobody', async () => {
    const { settings, save } = settingsWith();
    const listener = vi.fn();
    settings.onChange(listener);
    expect(await settings.update({ privacy: { ...privacy }, backup: undefined })).toEqual(defaultSettings);
    expect(save).not.toHaveBeenCalled();
    expect(listener).not.toHaveBeenCalled();
  });

  test('that cannot be written is not in force, and the next one works', async () => {
    const save = vi.fn<SettingsDeps['save']>().mockRejectedValueOnce(new Error('disk full')).mockResolvedValue();
    const { settings } = settingsWith({ save });
    await expect(settings.update({ privacy: { ...privacy, maskNames: true } })).rejects.toThrow('disk full');
    expect(settings.get()).toEqual(defaultSettings);
    await settings.update({ privacy: { ...privacy, maskText: true } });
    expect(settings.get().privacy.maskText).toBe(true);
  });

  test('does not undo another that is under way', async () => {
    const { settings, save } = settingsWith();
    await Promise.all([
      settings.update({ privacy: { ...privacy, maskNames: true } }),
      settings.update({ recordings: { cacheMb: 1, fetchAhead: false } }),
    ]);
    expect(settings.get().privacy.maskNames).toBe(true);
    expect(settings.get().recordings.cacheMb).toBe(1);
    expect(save).toHaveBeenCalledTimes(2);
  });

  test('is told with what was before, until the listener leaves', async () => {
    const { settings } = settingsWith();
    const listener = vi.fn();
    const leave = settings.onChange(listener);
    await settings.update({ privacy: { ...privacy, maskNames: true } });
    leave();
    await settings.update({ privacy });
    expect(listener).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ privacy: { ...privacy, maskNames: true } }),
      defaultSettings,
    );
  });
});
