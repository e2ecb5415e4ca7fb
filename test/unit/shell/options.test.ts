import { describe, expect, test } from 'vitest';
import { defaultDataDir } from '../../../electron/launch/data-dir.ts';
import { whyNoWindows } from '../../../electron/launch/display.ts';
import { parseOptions } from '../../../electron/launch/options.ts';

const nothingSaid = {
  help: false,
  shell: null,
  open: true,
  port: null,
  dataDir: null,
  connect: null,
  token: null,
  demoRate: null,
  demoHistory: null,
};

describe('the command line', () => {
  test('says nothing by default', () => {
    expect(parseOptions([], {})).toEqual({ ok: true, options: nothingSaid });
  });

  test('takes every option, in either spelling', () => {
    const line =
      '--shell browser --no-open --port 8080 --data=/tmp/x --connect wss://p.example/v1/events --token t --demo-rate 0.5 --demo-history=1000';
    expect(parseOptions(line.split(' '), {})).toEqual({
      ok: true,
      options: {
        ...nothingSaid,
        shell: 'browser',
        open: false,
        port: 8080,
        dataDir: '/tmp/x',
        connect: 'wss://p.example/v1/events',
        token: 't',
        demoRate: 0.5,
        demoHistory: 1000,
      },
    });
  });

  test('takes the token from the environment unless it is given', () => {
    const env = { AFTERCALL_TOKEN: 'from env' };
    expect(parseOptions([], env)).toMatchObject({ options: { token: 'from env' } });
    expect(parseOptions(['--token', 'given'], env)).toMatchObject({ options: { token: 'given' } });
  });

  test.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['calls'], "Unexpected argument 'calls'"],
    [['--shell', 'tablet'], '--shell is desktop or browser'],
    [['--port', '70000'], '--port takes a whole number up to 65535'],
    [['--port', '1e3'], '--port takes a whole number'],
    [['--demo-rate', '-1'], "'--demo-rate"],
    [['--demo-rate', 'fast'], '--demo-rate takes a number'],
    [['--connect', 'https://p.example'], 'begins with ws:// or wss://'],
    [['--connect', 'wss://p.example/?after=1'], 'leave out everything from "?" on'],
  ])('%s is refused with what is wrong', (argv, message) => {
    const parsed = parseOptions(argv, {});
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? '' : parsed.message).toContain(message);
  });

  test('of an installed shell passes over what is meant for Chromium, and links', () => {
    const argv = ['--remote-debugging-port=0', '--inspect=0', '--data', '/tmp/x', 'aftercall://calls/1', '--no-open'];
    expect(parseOptions(argv, {}, true)).toEqual({
      ok: true,
      options: { ...nothingSaid, dataDir: '/tmp/x', open: false },
    });
  });
});

describe('the data directory', () => {
  test.each([
    [{}, 'linux', '/home/a/.local/share/aftercall'],
    [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/aftercall'],
    [{ XDG_DATA_HOME: 'relative' }, 'linux', '/home/a/.local/share/aftercall'],
    [{ XDG_DATA_HOME: '/data' }, 'darwin', '/home/a/Library/Application Support/Aftercall'],
    [{ APPDATA: '/roaming' }, 'win32', '/roaming/Aftercall'],
  ] as const)('with %j on %s is %s', (env, platform, expected) => {
    expect(defaultDataDir(env, platform, '/home/a')).toBe(expected);
  });
});

describe('windows can be shown', () => {
  test.each([
    [{ DISPLAY: ':0' }, 'linux', 1000, null],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 1000, null],
    [{}, 'linux', 1000, 'there is no display'],
    [{ DISPLAY: ':0' }, 'linux', 0, 'its sandbox does not run as root'],
    [{}, 'darwin', 501, null],
    [{}, 'win32', undefined, null],
  ] as const)('with %j on %s as user %s: %s', (env, platform, user, expected) => {
    expect(whyNoWindows(env, platform, user)).toBe(expected);
  });
});
