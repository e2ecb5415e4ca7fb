/** Serves the recordings of calls, past and live; those of calls nobody took are not there. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../live/world.ts';
import { recordingAt } from './address.ts';
import { soundOf } from './sound.ts';

/** `false` when the path is none of a recording. */
export function serveRecording(world: World, request: IncomingMessage, response: ServerResponse): boolean {
  const index = recordingAt(request.url);
  if (index === null || request.method !== 'GET') return false;
  const call = world.call(index)?.call;
  if (!call || call.durationS === 0) {
    response
      .writeHead(404, { 'content-type': 'application/problem+json' })
      .end('{"title":"No recording","status":404}');
    return true;
  }
  const sound = soundOf(call);
  response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': sound.length }).end(sound);
  return true;
}
