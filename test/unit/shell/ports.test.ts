import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { portTrouble, tryPort } from '../../../electron/program/ports.ts';

test('a port that is tried is free again afterwards', async () => {
  const port = await tryPort(0);
  expect(port).toBeGreaterThan(0);
  expect(await tryPort(port)).toBe(port);
});

test('one that is taken is named in a sentence', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  const port = await new Promise<number>((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  const error = await tryPort(port).catch((caught: unknown) => caught);
  expect(portTrouble(error)).toBe(`Port ${port} is in use; say another with --port.`);
});

test('one that the system keeps for others is no stack trace', () => {
  const error = Object.assign(new Error('x'), { code: 'EACCES', syscall: 'listen', port: 80 });
  expect(portTrouble(error)).toBe('Port 80 may not be used by you; say another with --port.');
});

test('what is no refusal of a port is not taken for one', () => {
  const file = Object.assign(new Error('x'), { code: 'EACCES', syscall: 'open', path: '/x' });
  expect([portTrouble(file), portTrouble(new Error('x')), portTrouble('x')]).toEqual([null, null, null]);
});
