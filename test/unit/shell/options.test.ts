import { describe, expect, test } from 'vitest';
import { whyNoWindows } from '../../../electron/launch/display.ts';
import { parseOptions } from '../../../electron/launch/options.ts';
import { defaultDataDir } from '../../../electron/program/data-home.ts';

const nothingSaid = {
  help: false,
  shell: null,
  open: true,
  port: null,
  dataDir: null,
  connect: null,
  token: null,
  passphrase: null,
  demoRate: null,
  demoHistory: null,
  recover: false,
};

describe('the command line', () => {
  test('says nothing by default', () => {
    expect(parseOptions([], {}, 'npm start')).toEqual({ ok: true, options: nothingSaid });
  });

  test('takes every option, in either spelling', () => {
    const line =
      '--shell browser --no-open --port 8080 --data=/tmp/x --connect wss://p.example/v1/events --token t --demo-rate 0.5 --demo-history=1000';
    expect(parseOptions(line.split(' '), {}, 'npm start')).toEqual({
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
    const env = () => ({ AFTERCALL_TOKEN: 'from env' });
    expect(parseOptions([], env(), 'npm start')).toMatchObject({ options: { token: 'from env' } });
    expect(parseOptions(['--token', 'given'], env(), 'npm start')).toMatchObject({ options: { token: 'given' } });
  });

  test.each([[[]], [['--token', 'given']], [['--no-such']]])(
    'of %j takes the secrets out of the environment, for nothing started later to inherit',
    (argv) => {
      const env = { AFTERCALL_TOKEN: 't', AFTERCALL_PASSPHRASE: 'p', PATH: '/bin' };
      parseOptions(argv, env, 'npm start');
      expect(env).toEqual({ PATH: '/bin' });
    },
  );

  test.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['calls'], "Unexpected argument 'calls'"],
    [['--shell', 'tablet'], '--shell is desktop or browser'],
    [['--port', '70000'], '--port takes a whole number up to 65535'],
    [['--port', '1e3'], '--port takes a whole number'],
    [['--demo-rate', '-1'], '--demo-rate takes a number up to 1000, not "-1"'],
    [['--port', '-1'], '--port takes a whole number up to 65535, not "-1"'],
    [['--data', ''], '--data must not be empty'],
    [['--data='], '--data must not be empty'],
    [['--token', ''], '--token must not be empty'],
    [['--data'], '--data takes a value'],
    [['--data', '--no-open'], '--data takes a value'],
    [['--data', '-h'], '--data takes a value'],
    [['--no-open=yes'], "Option '--no-open' does not take an argument"],
    [['--shell', 'desktop', '--port', '4000'], '--port is for the browser shell; the desktop shell listens on none'],
    [['--demo-rate', 'fast'], '--demo-rate takes a number'],
    [['--connect', 'https://p.example'], 'begins with ws:// or wss://'],
    [['--connect', 'wss://p.example/?after=1'], 'leave out everything from "?" on'],
  ])('%s is refused with what is wrong', (argv, message) => {
    const parsed = parseOptions(argv, {}, 'npm start');
    expect(parsed).toMatchObject({ ok: false });
    const said = parsed.ok ? '' : parsed.message;
    expect(said).toContain(message);
    expect(said).not.toMatch(/ambiguous|Did you|\n/);
  });

  test('a token may begin with a dash', () => {
    expect(parseOptions(['--token', '-x_y'], {}, 'npm start')).toMatchObject({ options: { token: '-x_y' } });
  });

  test.each([
    [['--port', '4000'], '--port is for the browser shell'],
    [['--shell', 'browser'], '--shell browser is for npm start'],
    [['--data'], '--data takes a value'],
    [['--demo-rate=lots'], '--demo-rate takes a number'],
  ])('of an installed shell refuses %s', (argv, message) => {
    const parsed = parseOptions(argv, {}, 'desktop shell');
    expect(parsed.ok ? '' : parsed.message).toContain(message);
  });

  test('of an installed shell passes over what is meant for Chromium, and links', () => {
    const argv = ['--remote-debugging-port=0', '--inspect=0', '--data', '/tmp/x', 'aftercall://calls/1', '--no-open'];
    expect(parseOptions(argv, {}, 'desktop shell')).toEqual({
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
    expect(defaultDataDir('Aftercall', env, platform, '/home/a')).toBe(expected);
  });
});

test('the demo platform keeps its data beside, never in the working directory', () => {
  const env = { XDG_DATA_HOME: '' };
  expect(defaultDataDir('Aftercall-Platform', env, 'linux', '/home/a')).toBe('/home/a/.local/share/aftercall-platform');
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
