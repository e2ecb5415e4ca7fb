/** The parts of the page about what was done after the call: webhooks with their attempts, chain runs with their steps. */
import type { Run, RunDetail, Step } from '../../../../shared/domain/chain.ts';
import type {
  Attempt,
  HttpRequestRecord,
  HttpResponseRecord,
  MessageDetail,
} from '../../../../shared/domain/webhook.ts';
import { html, type Markup } from './markup.ts';
import { instant, length } from './times.ts';

export function attemptsPart(messages: readonly MessageDetail[]): Markup {
  if (messages.length === 0) return html`<h2>Webhooks</h2><p class="dim">The platform has reported none.</p>`;
  return html`<h2>Webhooks</h2>
${messages.map(
  (message) => html`<h3>${message.eventType} to ${message.endpointName}: ${state(message.state)}</h3>
<p class="dim"><code>${message.messageId}</code> <code>${message.url}</code></p>
${message.timeline.map(attempt)}`,
)}`;
}

function attempt({
  number,
  trigger,
  by,
  startedAt,
  durationMs,
  outcome,
  explanation,
  request,
  response,
}: Attempt): Markup {
  return html`<details><summary>Attempt ${number}, ${instant(startedAt)}, ${length(durationMs)}, ${trigger === 'auto' ? '' : 'by hand, '}from
${by === 'platform' ? 'the platform' : 'this console'}: ${state(outcome)}</summary>
<p>${explanation}</p>${exchange(request, response)}</details>
`;
}

export function runsPart(runs: readonly RunDetail[]): Markup {
  if (runs.length === 0) return html`<h2>Chains</h2><p class="dim">No chain ran for this call.</p>`;
  return html`<h2>Chains</h2>
${runs.flatMap(({ original, replays }) => [run(original, ''), ...replays.map((replay) => run(replay, 'Replay of '))])}`;
}

function run({ flowName, version, runId, startedAt, durationMs, state: how, trace }: Run, lead: string): Markup {
  return html`<h3>${lead}${flowName}, version ${version}: ${state(how)}</h3>
<p class="dim"><code>${runId}</code> ${instant(startedAt)}, ${length(durationMs)}</p>
${trace.map(step)}`;
}

function step({ nodeId, type, outcome, event, error, warnings, durationMs, request, response, output }: Step): Markup {
  return html`<details><summary>${nodeId} (${type}), ${length(durationMs)}: ${state(outcome)}${event === null ? '' : `, then “${event}”`}</summary>
${error === null ? null : html`<p class="bad">${error.kind}: ${error.message}</p>`}
${warnings.map((warning) => html`<p>${warning}</p>`)}
${request === null ? null : exchange(request, response)}
${output === null ? null : html`<p class="dim">Output</p><pre dir="auto">${JSON.stringify(output, null, 2)}</pre>`}</details>
`;
}

function exchange(request: HttpRequestRecord, response: HttpResponseRecord | null): Markup {
  return html`<pre dir="auto">${request.method} ${request.url}
${headers(request)}

${request.body}</pre>
${
  response === null
    ? html`<p class="bad">No answer.</p>`
    : html`<pre dir="auto">${response.status}${response.truncated ? ' (cut)' : ''}
${headers(response)}

${response.body}</pre>`
}`;
}

const headers = (of: HttpRequestRecord | HttpResponseRecord): string =>
  of.headers.map(([name, value]) => `${name}: ${value}`).join('\n');

/** Colour beside the word, never instead of it. */
const state = (word: string): Markup =>
  html`<span class="${word === 'failed' ? 'bad' : /^(?:succeeded|recovered)$/.test(word) ? 'good' : ''}">${word}</span>`;
