/**
 * `{{path}}` templates over `event`, `vars` and `replay`. A path reads own properties only, so nothing of JavaScript is in reach;
 * there are no helpers, no expressions and no code. What is inserted is encoded for the place it stands in and never looked at
 * again: a value that itself contains `{{…}}` stays text. Each text is scanned once, from left to right.
 */
import type { Json, StepError } from '../../../shared/domain/chain.ts';
import {
  cutTemplate,
  longestPath,
  readPath,
  type TemplatePath,
  type TemplateValues,
  valueAt,
} from '../../../shared/domain/template.ts';

export interface Scope extends TemplateValues {
  /** In a dry run: what `standInFor` gives where a value is not known before the run; `undefined`: the ordinary rule holds. */
  standIn?: (path: TemplatePath, found: boolean) => string | undefined;
}

/** A template that cannot be rendered. `path` is what stood between the braces. */
export class TemplateError extends Error {
  override name = 'TemplateError';
  readonly path: string;
  /** True when the path is well-formed and nothing is there. */
  readonly missing: boolean;

  constructor(path: string, message: string, missing = false) {
    super(message);
    this.path = path;
    this.missing = missing;
  }

  get stepError(): StepError {
    return { kind: 'template', message: this.message };
  }
}

type Part = { literal: string } | PathPart;

/** How a preview shows a value that only the run can tell: `<vars.crm.id>`. */
export function standInFor(path: TemplatePath): string {
  return `<${path.join('.')}>`;
}

const standInPattern = /^<vars\.[^<>]+>$/;
const deepestConfig = 200;

/** Cuts a text into literals and paths; a path that is none is a `TemplateError`. */
export function parseTemplate(text: string): Part[] {
  return cutTemplate(text).map((piece) => ('literal' in piece ? piece : { path: pathOf(piece.source), ...piece }));
}

function pathOf(source: string): TemplatePath {
  const read = readPath(source);
  if (read.ok) return read.path;
  const shown = excerpt(source);
  const problems = {
    'too long': `A path of more than ${longestPath} characters.`,
    'not a path': `{{${shown}}} is not a path; templates hold paths only.`,
    'unknown root': `{{${shown}}} does not begin with event, vars or replay.`,
  };
  throw new TemplateError(shown, problems[read.problem]);
}

/** The value at a path, or what stands in for it; `undefined` where there is none. */
function lookUp(path: TemplatePath, scope: Scope): Json | undefined {
  const found = valueAt(path, scope);
  return scope.standIn?.(path, found !== undefined) ?? found;
}

interface PathPart {
  path: TemplatePath;
  source: string;
}

function required({ path, source }: PathPart, scope: Scope): Json {
  const value = lookUp(path, scope);
  if (value !== undefined) return value;
  throw new TemplateError(source, `Nothing is at ${source}, which {{${source}}} asks for.`, true);
}

/** A value as `encode` writes it. What stands in for an unknown value is shown as it is. */
function inserted(part: PathPart, scope: Scope, encode: (value: Json) => string): string {
  const value = required(part, scope);
  return typeof value === 'string' && isStandIn(value, scope) ? value : encode(value);
}

function isStandIn(value: string, scope: Scope): boolean {
  return scope.standIn !== undefined && standInPattern.test(value);
}

/** Renders a JSON value leaf by leaf. A leaf that is one whole template keeps the type of its value; keys are not rendered. */
export function renderJson(value: Json, scope: Scope, depth = 0): Json {
  if (typeof value === 'string') return renderLeaf(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepestConfig)
    throw new TemplateError('', `The configuration is nested more than ${deepestConfig} levels deep.`);
  if (Array.isArray(value)) return value.map((item) => renderJson(item, scope, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderJson(item, scope, depth + 1)]));
}

function renderLeaf(text: string, scope: Scope): Json {
  const parts = parseTemplate(text);
  const [only] = parts;
  if (only && parts.length === 1 && 'path' in only) return required(only, scope);
  return join(parts, (part) => inserted(part, scope, plain));
}

/** Renders to plain text: objects as JSON, `null` as nothing. */
export function renderText(text: string, scope: Scope): string {
  return join(parseTemplate(text), (part) => inserted(part, scope, plain));
}

/** Renders a header's value. A value with a line break, or outside Latin-1, is an error: it must not start another header. */
export function renderHeader(text: string, scope: Scope): string {
  return join(parseTemplate(text), (part) => {
    const value = inserted(part, scope, plain);
    if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
    throw new TemplateError(
      part.source,
      `The value of ${part.source} cannot stand in a header: it has a line break or a character beyond Latin-1.`,
    );
  });
}

/** Renders the text of a JSON body: escaped within a string, as JSON anywhere else. */
export function renderJsonText(text: string, scope: Scope): string {
  let inString = false;
  let escaped = false;
  const track = (literal: string) => {
    for (let at = 0; at < literal.length; at++) {
      const char = literal[at];
      if (escaped) escaped = false;
      else if (inString && char === '\\') escaped = true;
      else if (char === '"') inString = !inString;
    }
    return literal;
  };
  return join(
    parseTemplate(text),
    (part) =>
      inserted(part, scope, (value) => (inString ? JSON.stringify(plain(value)).slice(1, -1) : JSON.stringify(value))),
    track,
  );
}

/** Renders the text of a form body (`a={{vars.a}}&b=…`). */
export function renderFormText(text: string, scope: Scope): string {
  return join(parseTemplate(text), (part) => inserted(part, scope, (value) => urlPart(plain(value))));
}

/**
 * Renders a URL. At the very beginning a value may be an address of its own (`{{vars.base}}/calls`); within the host it may hold
 * only what hosts are made of; anywhere after it is percent-encoded. A value cannot climb out of its folder with `..`.
 */
export function renderUrl(text: string, scope: Scope): string {
  let out = '';
  let hostEnded = false;
  let pathEnded = false;
  let valueInPath = false;
  for (const part of parseTemplate(text)) {
    let piece: string;
    if ('literal' in part) piece = part.literal;
    else if (out === '') piece = inserted(part, scope, plain);
    else if (!hostEnded) piece = inserted(part, scope, (value) => hostPart(plain(value), part.source));
    else {
      valueInPath ||= !pathEnded;
      piece = inserted(part, scope, (value) => urlPart(plain(value)));
    }
    out += piece;
    hostEnded ||= pastHost(out);
    pathEnded ||= hostEnded && /[?#]/.test(piece);
  }
  // URL parsers drop tabs and line breaks wherever they stand.
  const path = out.replace(/[?#].*$/s, '').replace(/[\t\r\n]/g, '');
  if (valueInPath && /[/\\](\.|%2e){1,2}([/\\]|$)/i.test(path)) {
    throw new TemplateError('', 'A value rendered into the path of the address gives a "." or ".." segment.');
  }
  return out;
}

/** True once the authority has ended: what follows can no longer change the host. */
function pastHost(url: string): boolean {
  const scheme = url.indexOf('://');
  return scheme >= 0 && /[/?#\\]/.test(url.slice(scheme + 3));
}

function hostPart(value: string, source: string): string {
  if (/^[\p{L}\p{N}.:[\]_-]+$/u.test(value)) return value;
  throw new TemplateError(
    source,
    `The value of ${source} stands in the host of the address and holds more than a host name.`,
  );
}

/** RFC 3986 unreserved characters stay; lone surrogates, which UTF-8 cannot hold, become U+FFFD. */
function urlPart(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function plain(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function join(
  parts: readonly Part[],
  render: (part: PathPart) => string,
  literal: (text: string) => string = (text) => text,
): string {
  const pieces: string[] = [];
  for (const part of parts) pieces.push('literal' in part ? literal(part.literal) : render(part));
  return pieces.join('');
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
