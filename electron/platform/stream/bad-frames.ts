/** Frames that are no events: what a broken proxy or a careless server puts on the wire. */
import type { Random } from '../generator/random.ts';

const frames: readonly string[] = [
  '',
  '{"specversion":"1.0","id":"cut off in the mid',
  'null',
  '[]',
  '"just text"',
  '<html><body>502 Bad Gateway</body></html>',
  '{"hello":"world"}',
  '{"specversion":"0.3","id":"old","source":"//demo.aftercall.example/old","type":"call.ended","data":{}}',
  '{"specversion":"1.0","id":"","source":"","type":"","data":{}}',
  '{"specversion":"1.0","id":7,"source":null,"type":["call.ended"]}',
];

export const badFrame = (random: Random): string => random.pick(frames);
