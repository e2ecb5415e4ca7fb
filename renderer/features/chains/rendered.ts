/** A node's templates beside what became of them: piece by piece, each with the values that its paths gave. */
import type { Json, JsonObject, Run, Step } from '../../../shared/domain/chain.ts';
import { cutTemplate, readPath, type TemplateValues, valueAt } from '../../../shared/domain/template.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';

export interface RenderedPiece {
  /** What it is a piece of: `address`, `header Accept`, `body.from`. */
  at: string;
  /** As the flow has it; `null` where the flow says nothing of it. */
  template: string | null;
  /** As it was sent, or would be; `null` where nothing is known of it. */
  sent: string | null;
  /** In the order of the template. `value` is absent where nothing is at the path. */
  given: { path: string; value?: Json }[];
}

/** What templates of a step read. A call's first run by this machine goes back to nothing but itself. */
export function valuesAt(
  { runId, event, operation }: Pick<Run, 'runId' | 'event' | 'operation'>,
  { varsBefore }: Pick<Step, 'varsBefore'>,
): TemplateValues {
  const root = operation && operation.root !== runId ? operation.root : null;
  const replay = { isReplay: root !== null, runId: root, operationId: operation?.id ?? null };
  return { event, vars: varsBefore, replay };
}

const deepest = 100;
/** More than anybody reads. */
const mostPieces = 400;

/** Of an `httpCall`: `request` is what was recorded of it, `null` when nothing was sent. */
export function renderedRequest(
  config: JsonObject,
  request: HttpRequestRecord | null,
  values: TemplateValues,
): RenderedPiece[] {
  const piece = (at: string, template: Json | undefined, sent: string | null): RenderedPiece => {
    const text = template === undefined ? null : plain(template);
    return { at, template: text, sent, given: text === null ? [] : givenBy(text, values) };
  };
  const headers = isObject(config.headers) ? Object.entries(config.headers) : [];
  const set = new Set(headers.map(([name]) => name.toLowerCase()));
  const sentHeader = (name: string) =>
    request?.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? null;
  const added = request?.headers.filter(([name]) => !set.has(name.toLowerCase())) ?? [];
  return [
    piece('method', config.method, request?.method ?? null),
    piece('address', config.url, request?.url ?? null),
    ...headers.map(([name, value]) => piece(`header ${name}`, value, sentHeader(name))),
    ...added.map(([name, value]) => piece(`header ${name}`, undefined, value)),
    ...bodyPieces(config.body, request, values),
  ].slice(0, mostPieces);
}

/** Of any other node: every text in its configuration that has a template, with the value it has in these vars. */
export function renderedConfig(config: JsonObject, values: TemplateValues): RenderedPiece[] {
  const pieces: RenderedPiece[] = [];
  pair('', config, undefined, values, 0, pieces);
  return pieces.filter(({ given }) => given.length > 0).map((piece) => ({ ...piece, sent: rendered(piece, values) }));
}

function rendered({ template }: RenderedPiece, values: TemplateValues): string | null {
  const pieces = cutTemplate(String(readJson(template ?? '') ?? ''));
  const [only] = pieces;
  if (only && pieces.length === 1 && 'source' in only) {
    const value = lookUp(only.source, values);
    return value === undefined ? null : JSON.stringify(value);
  }
  const texts = pieces.map((piece) => {
    if ('literal' in piece) return piece.literal;
    const value = lookUp(piece.source, values);
    return value === undefined ? undefined : plain(value);
  });
  return texts.includes(undefined) ? null : JSON.stringify(texts.join(''));
}

function bodyPieces(template: Json | undefined, request: HttpRequestRecord | null, values: TemplateValues) {
  const sent = request && request.encoding === 'utf8' && request.body !== '' ? request.body : null;
  if ((template === undefined || template === null) && sent === null) return [];
  // A body may be written as the text of JSON, its templates within.
  const wanted = typeof template === 'string' ? (readJson(template) ?? template) : (template ?? undefined);
  const got = sent === null ? undefined : (readJson(sent) ?? (isObject(wanted) ? form(sent) : undefined));
  const pieces: RenderedPiece[] = [];
  if (typeof wanted === 'object' && (sent === null || typeof got === 'object')) {
    pair('body', wanted, got, values, 0, pieces);
    return pieces;
  }
  return textPieces(wanted === undefined ? null : plain(wanted), sent, values);
}

/** Line by line while each side has as many; a value may bring line breaks of its own. */
function textPieces(template: string | null, sent: string | null, values: TemplateValues): RenderedPiece[] {
  const [wanted, got] = [template?.split('\n') ?? [], sent?.split('\n') ?? []];
  if (template === null || (sent !== null && wanted.length !== got.length) || wanted.length === 1) {
    return [{ at: 'body', template, sent, given: template === null ? [] : givenBy(template, values) }];
  }
  return wanted.map((line, index) => ({
    at: `body, line ${index + 1}`,
    template: line,
    sent: got[index] ?? null,
    given: givenBy(line, values),
  }));
}

/** Values are shown as JSON: a number and its digits as text are not the same. */
function pair(
  at: string,
  template: Json | undefined,
  sent: Json | undefined,
  values: TemplateValues,
  depth: number,
  into: RenderedPiece[],
): void {
  if (into.length >= mostPieces) return;
  const isBranch = typeof template === 'object' && template !== null && depth < deepest;
  if (isBranch && (sent === undefined || (isContainer(sent) && Array.isArray(sent) === Array.isArray(template)))) {
    const [wanted, got] = [new Map(Object.entries(template)), new Map(sent ? Object.entries(sent) : [])];
    const keys = new Set([...wanted.keys(), ...got.keys()]);
    if (keys.size > 0) {
      for (const key of keys) pair(below(at, key), wanted.get(key), got.get(key), values, depth + 1, into);
      return;
    }
  }
  const text = template === undefined ? null : JSON.stringify(template);
  const given = typeof template === 'string' ? givenBy(template, values) : [];
  into.push({ at, template: text, sent: sent === undefined ? null : JSON.stringify(sent), given });
}

function below(at: string, key: string): string {
  if (at === '') return key;
  return /^[\p{L}\p{N}_$-]+$/u.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`;
}

function givenBy(text: string, values: TemplateValues): RenderedPiece['given'] {
  const sources = new Set(cutTemplate(text).flatMap((piece) => ('source' in piece ? [piece.source] : [])));
  return [...sources].map((path) => {
    const value = lookUp(path, values);
    return value === undefined ? { path } : { path, value };
  });
}

function lookUp(source: string, values: TemplateValues): Json | undefined {
  const read = readPath(source);
  return read.ok ? valueAt(read.path, values) : undefined;
}

function readJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return asJson(value);
  } catch {
    return undefined;
  }
}

/** What `JSON.parse` returns is JSON. */
function asJson(value: unknown): Json {
  return value as Json;
}

function form(text: string): JsonObject | undefined {
  return text.includes('=') ? Object.fromEntries(new URLSearchParams(text)) : undefined;
}

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const isContainer = (value: Json): value is JsonObject | Json[] => typeof value === 'object' && value !== null;

function isObject(value: Json | undefined): value is JsonObject {
  return value !== undefined && isContainer(value) && !Array.isArray(value);
}
