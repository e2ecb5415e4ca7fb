/** Messages about the stream itself: CloudEvents without a place in it. */
import { randomUUID } from 'node:crypto';

const source = '//demo.aftercall.example/stream';

export function controlMessage(type: string, data: object): string {
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    source,
    type,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
  });
}
