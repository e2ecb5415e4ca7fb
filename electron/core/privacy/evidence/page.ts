/** The page of an evidence pack: read without a network, without scripts, on any screen and on paper. Times are UTC. */
import { createHash } from 'node:crypto';
import type { CallDetail, CallField, Note } from '../../../../shared/domain/call.ts';
import type { CallReview } from '../../../../shared/domain/review.ts';
import { attemptsPart, runsPart } from './doings-part.ts';
import type { AuditExcerpt, EvidenceAsked, EvidenceFacts } from './facts.ts';
import { html, type Markup } from './markup.ts';
import type { Packed } from './pack.ts';
import { evidenceStyle } from './style.ts';
import { instant, length, offset } from './times.ts';

/** `packed` are the files of the events. */
export function evidencePage(facts: EvidenceFacts, packed: readonly Packed[], asked: EvidenceAsked): string {
  const { call } = facts;
  const title = `Evidence of call ${call.callId}`;
  const policy = `default-src 'none'; style-src 'sha256-${digestOf(evidenceStyle)}'; base-uri 'none'; form-action 'none'`;
  const body = html`
<h1>${title}</h1>
<p class="dim">From ${asked.connection}. Made ${instant(asked.madeAt)} by ${asked.actor} with Aftercall ${asked.version}. All times are UTC.</p>
<p class="banner">${
    asked.redacted
      ? 'Redacted: numbers, names, links, e-mail addresses, cards and IBANs are replaced by their kind, such as [number]. Secrets are masked.'
      : 'Not redacted: this pack holds personal data. Secrets are masked.'
  } How to check it is in <a href="HOW-TO-VERIFY.txt">HOW-TO-VERIFY.txt</a>.</p>
${summaryPart(call)}
${valuesPart(call, packed)}
${transcriptPart(call)}
${attemptsPart(facts.messages)}
${runsPart(facts.runs)}
${reviewPart(facts.review)}
${notesPart(facts.notes)}
${auditPart(facts.audit)}
${eventsPart(packed)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html`${title}`.text}</title>
<style>${evidenceStyle}</style>
</head>
<body>${body.text}
</body>
</html>
`;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

function summaryPart(call: CallDetail): Markup {
  const who = [call.customerName, call.customerNumber].filter((said) => said !== null).join(', ') || 'unknown';
  return html`<h2>Summary</h2>
<p>Ended ${instant(call.endedAt)}${call.endedAtAssumed ? ' (received; the vendor gave no end)' : ''}, ${length(call.durationMs)}, with ${who}${
    call.agentName === null ? '' : `, agent ${call.agentName}`
  }.</p>
${call.summary === null ? html`<p class="dim">The vendor gave no summary.</p>` : html`<p class="words" dir="auto">${call.summary}</p>`}
${call.remarks.map((remark) => html`<p class="dim">${remark}</p>`)}`;
}

const fields: readonly [name: string, field: CallField, times?: 'instant' | 'length'][] = [
  ['Direction', 'direction'],
  ['From', 'from'],
  ['To', 'to'],
  ['Customer', 'customerName'],
  ['Customer’s number', 'customerNumber'],
  ['Agent', 'agentName'],
  ['Agent’s id', 'agentId'],
  ['Campaign', 'campaign'],
  ['Started', 'startedAt', 'instant'],
  ['Ended', 'endedAt', 'instant'],
  ['Duration', 'durationMs', 'length'],
  ['Status', 'status'],
  ['Reason', 'reason'],
  ['Ended by', 'endedBy'],
  ['Answered by', 'answeredBy'],
  ['Goal reached', 'success'],
  ['Sentiment', 'sentiment'],
  ['Outcome', 'disposition'],
  ['Tags', 'tags'],
  ['Follow-up', 'followUp'],
  ['Cost, credits', 'cost'],
  ['Recording', 'recordingUrl'],
  ['At the vendor', 'link'],
  ['Metadata', 'metadata'],
];

/** Every value with the event that gave it. */
function valuesPart(call: CallDetail, packed: readonly Packed[]): Markup {
  const source = (field: CallField): Markup => eventLink(call.provenance[field], packed);
  const rows = fields.flatMap(([name, field, times]) => {
    const value = call[field];
    if (value === null || (Array.isArray(value) && value.length === 0)) return [];
    const shown = typeof value === 'number' && times === 'instant' ? instant(value) : inWords(value);
    const told = typeof value === 'number' && times === 'length' ? length(value) : shown;
    return [
      html`<tr><th scope="row">${name}</th><td><bdi>${told}</bdi></td><td class="dim">${source(field)}</td></tr>`,
    ];
  });
  const extracted = call.extracted.map(
    ({ key, value, comment }) =>
      html`<tr><th scope="row"><bdi>${key}</bdi></th><td><bdi>${inWords(value)}</bdi>${
        comment === null ? null : html` <span class="dim">${comment}</span>`
      }</td><td class="dim">${source('extracted')}</td></tr>`,
  );
  return html`<h2>Values</h2>
<table><thead><tr><th scope="col">Value</th><th scope="col">As told</th><th scope="col">By event</th></tr></thead>
<tbody>${rows}${extracted}</tbody></table>`;
}

const inWords = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return JSON.stringify(value) ?? '–';
};

function eventLink(seq: number | undefined, packed: readonly Packed[]): Markup {
  const file = packed.find(({ event }) => event?.seq === seq);
  return seq === undefined || !file ? html`–` : html`<a href="${file.path}">${seq}</a>`;
}

function transcriptPart({ transcript }: CallDetail): Markup {
  if (transcript.length === 0) return html`<h2>Transcript</h2><p class="dim">The vendor sent none.</p>`;
  return html`<h2>Transcript</h2>
${transcript.map(
  ({ role, name, text, atMs }) => html`<div class="turn ${role}"><time>${offset(atMs)}</time><p dir="auto"><b>${
    name ?? role
  }</b> ${text}</p></div>
`,
)}`;
}

function reviewPart(review: CallReview | null): Markup {
  if (!review?.changedAt) return html`<h2>Review</h2><p class="dim">Nobody has reviewed this call.</p>`;
  const said = [
    review.reviewedAt === null
      ? 'Not reviewed'
      : `Reviewed ${instant(review.reviewedAt)} by ${review.reviewedBy ?? 'somebody'}`,
    ...(review.flaggedAt === null ? [] : [`flagged ${instant(review.flaggedAt)} by ${review.flaggedBy ?? 'somebody'}`]),
    ...(review.score === null ? [] : [`score ${review.score} of 5`]),
  ];
  const answers = review.items.filter(({ id }) => review.card[id] !== undefined);
  return html`<h2>Review</h2><p>${said.join(', ')}.</p>
${answers.length === 0 ? null : html`<table><tbody>${answers.map(({ id, name }) => html`<tr><th scope="row">${name}</th><td>${review.card[id] ?? null}</td></tr>`)}</tbody></table>`}`;
}

function notesPart(notes: readonly Note[]): Markup {
  if (notes.length === 0) return html`<h2>Notes</h2><p class="dim">None.</p>`;
  return html`<h2>Notes</h2>
${notes.map(
  ({ at, editedAt, actor, text }) =>
    html`<p class="dim">${instant(at)}, ${actor}${
      editedAt === null ? '' : ` (changed ${instant(editedAt)})`
    }</p><p class="words" dir="auto">${text}</p>`,
)}`;
}

function auditPart({ lines, whole }: AuditExcerpt): Markup {
  if (lines.length === 0) return html`<h2>Audit</h2><p class="dim">No line is about this call.</p>`;
  return html`<h2>Audit</h2>
${whole ? null : html`<p class="dim">The newest lines of more.</p>`}
<table><thead><tr><th scope="col">Line</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Hash</th></tr></thead>
<tbody>${lines.map(
    ({
      id,
      at,
      actor,
      action,
      subject,
      detail,
      hash,
    }) => html`<tr><td>${id}</td><td>${instant(at)}</td><td>${actor}</td><td>${action}
<code>${subject}</code> <code class="dim">${detail}</code></td><td><code>${hash}</code></td></tr>
`,
  )}</tbody></table>`;
}

function eventsPart(packed: readonly Packed[]): Markup {
  const rows = packed.flatMap(({ path, bytes, sha256, event }) =>
    event
      ? [
          html`<tr><td><a href="${path}">${path}</a></td><td>${bytes}</td><td>${event.why ?? 'as received'}</td><td><code>${sha256}</code></td></tr>
`,
        ]
      : [],
  );
  return html`<h2>Events</h2>
<table><thead><tr><th scope="col">File</th><th scope="col">Bytes</th><th scope="col">How</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}
