/** Then against now: a run and a replay of it, node by node, each matched by id and iteration. */
import type {
  Json,
  JsonChange,
  JsonObject,
  NodeComparison,
  NodeStanding,
  Run,
  RunComparison,
  Step,
} from '../../../shared/domain/chain.ts';
import type { HeaderList, HttpRequestRecord, HttpResponseRecord } from '../../../shared/domain/webhook.ts';
import { jsonChanges } from './json-changes.ts';

/** `before`: the steps a resumed replay took over; unless given, the original's up to where it resumed. */
export function compareRuns(original: Run, replay: Run, before?: readonly Step[]): RunComparison {
  const label = ({ id, runId, state, version, durationMs }: Run) => ({ id, runId, state, version, durationMs });
  const startVars = replay.operation?.resume ? inputAt(original, replay) : original.vars;
  return {
    original: label(original),
    replay: label(replay),
    event: jsonChanges(original.event, replay.event),
    vars: jsonChanges(startVars, replay.vars),
    nodes: matched(original, replay, before ?? stepsBefore(original, replay)).map(compareStep),
  };
}

/** The vars a resume began with, as the original had them at that node. */
function inputAt(original: Run, { operation, vars }: Run): JsonObject {
  return original.trace.find((step) => placeOf(step) === placeOf(operation?.resume))?.varsBefore ?? vars;
}

interface Pair {
  before: { step: Step; at: number } | null;
  after: { step: Step; at: number } | null;
  reused: boolean;
}

const placeOf = (at: { nodeId: string; iteration: number } | undefined): string =>
  JSON.stringify([at?.nodeId, at?.iteration]);

function stepsBefore({ trace }: Run, { operation }: Run): readonly Step[] {
  const at = operation?.resume ? trace.findIndex((step) => placeOf(step) === placeOf(operation.resume)) : 0;
  return trace.slice(0, Math.max(0, at));
}

/** What was taken over first, then in the order of the replay; what only the original came by stands where it was. */
function matched(original: Run, replay: Run, before: readonly Step[]): Pair[] {
  const reused = new Set(before.map(placeOf));
  const indexes = new Map(original.trace.map((step, at) => [placeOf(step), at]));
  const used = new Set(replay.trace.map(placeOf).map((place) => indexes.get(place)));
  const pairs: Pair[] = [];
  let told = 0;
  const tellUpTo = (end: number) => {
    for (; told < end; told += 1) {
      const step = original.trace[told];
      if (step && !used.has(told))
        pairs.push({ before: { step, at: told }, after: null, reused: reused.has(placeOf(step)) });
    }
  };
  tellUpTo(original.trace.findLastIndex((step) => reused.has(placeOf(step))) + 1);
  replay.trace.forEach((step, at) => {
    const then = indexes.get(placeOf(step));
    if (then !== undefined) tellUpTo(then);
    const before = then === undefined ? undefined : original.trace[then];
    pairs.push({
      before: before && then !== undefined ? { step: before, at: then } : null,
      after: { step, at },
      reused: false,
    });
  });
  tellUpTo(original.trace.length);
  return pairs;
}

function compareStep(pair: Pair): NodeComparison {
  const [before, after] = [pair.before?.step, pair.after?.step];
  const { nodeId = '', type = '', iteration = 0 } = after ?? before ?? {};
  const both = before !== undefined && after !== undefined;
  const changes = (from: Json | undefined, to: Json | undefined): JsonChange[] => (both ? jsonChanges(from, to) : []);
  const compared = {
    vars: changes(before?.varsBefore, after?.varsBefore),
    request: changes(requestJson(before?.request), requestJson(after?.request)),
    response: changes(responseJson(before?.response), responseJson(after?.response)),
    output: changes(before?.output ?? undefined, after?.output ?? undefined),
  };
  const isSame =
    Object.values(compared).every((list) => list.length === 0) &&
    before?.outcome === after?.outcome &&
    before?.event === after?.event &&
    before?.error?.message === after?.error?.message;
  return {
    nodeId,
    type,
    iteration,
    standing: standingOf(before, after, pair.reused, isSame),
    position: { before: pair.before?.at ?? null, after: pair.after?.at ?? null },
    outcome: { before: before?.outcome ?? null, after: after?.outcome ?? null },
    event: { before: before?.event ?? null, after: after?.event ?? null },
    error: { before: before?.error ?? null, after: after?.error ?? null },
    durationMs: { before: before?.durationMs ?? null, after: after?.durationMs ?? null },
    ...compared,
  };
}

function standingOf(before: Step | undefined, after: Step | undefined, reused: boolean, isSame: boolean): NodeStanding {
  if (!after) return reused ? 'reused' : 'not reached';
  if (!before) return 'new';
  return isSame ? 'same' : 'changed';
}

/** The marker of a replay is no difference worth telling. */
function requestJson(request: HttpRequestRecord | null | undefined): Json | undefined {
  if (!request) return undefined;
  const { method, url, headers, body } = request;
  return { method, url, headers: headersJson(headers, ['aftercall-replay']), body: bodyJson(body) };
}

function responseJson(response: HttpResponseRecord | null | undefined): Json | undefined {
  if (!response) return undefined;
  const { status, headers, body } = response;
  return { status, headers: headersJson(headers, ['date']), body: bodyJson(body) };
}

/** By name in small letters; a header that is there several times has its values joined. */
function headersJson(headers: HeaderList, without: readonly string[]): JsonObject {
  const byName = new Map<string, string>();
  for (const [name, value] of headers) {
    const known = byName.get(name.toLowerCase());
    byName.set(name.toLowerCase(), known === undefined ? value : `${known}, ${value}`);
  }
  for (const name of without) byName.delete(name);
  return Object.fromEntries(byName);
}

/** JSON is compared within, other text as a whole. */
function bodyJson(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}
