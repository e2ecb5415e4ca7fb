/** What is known of a call beyond its words, each value with the event that gave it. */
import { Anchor, Tooltip } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Fragment, type ReactNode, useMemo } from 'react';
import type { CallDetail, CallField } from '../../../shared/domain/call.ts';
import { Copy } from '../../ui/Copy.tsx';
import { callLength, nothing, offset } from '../../ui/format.ts';
import { parseJson, unquote } from '../../ui/json/parse.ts';
import { Tree } from '../../ui/json/Tree.tsx';
import { Note } from '../../ui/Notices.tsx';
import { FullTime } from '../../ui/Time.tsx';
import classes from './Data.module.css';
import type { Place } from './place.ts';
import { turnThatSays } from './said.ts';
import { dispositionWords, endedByWords, spaced } from './words.ts';

interface DataProps {
  call: CallDetail;
  onGo(place: Place): void;
}

export function Data({ call, onGo }: DataProps) {
  return (
    <div className={classes.data}>
      {call.remarks.length > 0 ? (
        <Note tone="wait">
          <b>How this was read</b>
          <ul className={classes.remarks}>
            {call.remarks.map((remark) => (
              <li key={remark}>{quoted(remark)}</li>
            ))}
          </ul>
        </Note>
      ) : null}
      {call.summary ? (
        <section>
          <Head title="Summary">
            <Source call={call} field="summary" onGo={onGo} />
            <Copy value={call.summary} what="the summary" />
          </Head>
          <p dir="auto" className={classes.summary}>
            {call.summary}
          </p>
        </section>
      ) : null}
      <ExtractedData call={call} onGo={onGo} />
      <Facts call={call} onGo={onGo} />
      <Metadata call={call} onGo={onGo} />
    </div>
  );
}

export function ExtractedData({ call, onGo }: DataProps) {
  const said = useMemo(
    () => call.extracted.map(({ value }) => turnThatSays(value, call.transcript)),
    [call.extracted, call.transcript],
  );
  if (call.extracted.length === 0) return null;
  const hasComments = call.extracted.some((item) => item.comment !== null);
  return (
    <section className={classes.extracted}>
      <Head title="Extracted data">
        <Source call={call} field="extracted" onGo={onGo} />
      </Head>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            {hasComments ? <th scope="col">Comment</th> : null}
          </tr>
        </thead>
        <tbody>
          {call.extracted.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a vendor may send the same name twice.
            <tr key={index}>
              <th scope="row">
                <bdi>{item.key}</bdi>
              </th>
              <td>
                <Value value={item.value} />
                <Said turn={said[index]} call={call} onGo={onGo} />
              </td>
              {hasComments ? (
                <td className="dim" dir="auto">
                  {item.comment ?? nothing}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Facts({ call, onGo }: DataProps) {
  const facts: [name: string, value: ReactNode, field: CallField][] = [
    ['Outcome', call.disposition && <bdi>{dispositionWords(call.disposition)}</bdi>, 'disposition'],
    ['Goal', call.success === null ? null : call.success ? 'reached' : 'not reached', 'success'],
    ['Sentiment', call.sentiment, 'sentiment'],
    ['Follow-up', call.followUp === null ? null : call.followUp ? 'wanted' : 'not wanted', 'followUp'],
    ['Tags', call.tags.length > 0 ? call.tags.join(', ') : null, 'tags'],
    ['Status', call.status && spaced(call.status), 'status'],
    ['Reason', call.reason && spaced(call.reason), 'reason'],
    ['Ended by', call.endedBy && endedByWords[call.endedBy], 'endedBy'],
    ['Answered by', call.answeredBy && spaced(call.answeredBy), 'answeredBy'],
    ['From', call.from && <Mono text={call.from} />, 'from'],
    ['To', call.to && <Mono text={call.to} />, 'to'],
    ['Agent', call.agentName && <bdi>{call.agentName}</bdi>, 'agentName'],
    ['Agent id', call.agentId && <Mono text={call.agentId} />, 'agentId'],
    ['Campaign', call.campaign && <bdi>{call.campaign}</bdi>, 'campaign'],
    ['Started', call.startedAt === null ? null : <FullTime key="at" at={call.startedAt} />, 'startedAt'],
    ['Ended', <FullTime key="at" at={call.endedAt} />, 'endedAt'],
    ['Duration', call.durationMs === null ? null : callLength(call.durationMs), 'durationMs'],
    ['Cost', call.cost === null ? null : `${call.cost} credits`, 'cost'],
    ['Recording', call.recordingUrl && <Mono text={call.recordingUrl} />, 'recordingUrl'],
    ['At the vendor', call.link && <External href={call.link} />, 'link'],
  ];
  return (
    <section>
      <Head title="Facts" />
      <dl className={classes.facts}>
        <div>
          <dt>Call id</dt>
          <dd>
            <Mono text={call.callId} />
          </dd>
        </div>
        {facts
          .filter(([, value]) => value !== null && value !== undefined && value !== '')
          .map(([name, value, field]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
              <dd className={classes.from}>
                <Source call={call} field={field} onGo={onGo} />
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function Metadata({ call, onGo }: DataProps) {
  const node = useMemo(
    () => (call.metadata === null ? undefined : parseJson(JSON.stringify(call.metadata))),
    [call.metadata],
  );
  if (!node) return null;
  return (
    <section>
      <Head title="Metadata">
        <Source call={call} field="metadata" onGo={onGo} />
      </Head>
      <div className={classes.box}>
        <Tree node={node} label="Metadata" />
      </div>
    </section>
  );
}

/** Names of fields stand between backticks in a remark. */
function quoted(remark: string): ReactNode {
  const [first = '', ...rest] = remark.split('`');
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].map((part, index) => {
    const key = `${index} ${part}`;
    return index % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>;
  });
}

function Head({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.head}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Source({ call, field, onGo }: { field: CallField } & DataProps) {
  const seq = call.provenance[field];
  const event = call.events.find((each) => each.seq === seq);
  if (seq === undefined) return null;
  return (
    <Tooltip label={`From event ${event ? `${event.type}, ${event.eventId}` : seq}. Open it as received.`}>
      <button type="button" className={classes.source} onClick={() => onGo({ tab: 'raw', at: `event-${seq}` })}>
        from event {call.events.findIndex((each) => each.seq === seq) + 1 || seq}
      </button>
    </Tooltip>
  );
}

/** The turn in which a value was said, where one says it word by word. */
function Said({ turn, call, onGo }: { turn: number | null | undefined } & DataProps) {
  const said = turn === null || turn === undefined ? undefined : call.transcript[turn];
  if (!said) return null;
  return (
    <Tooltip label={<bdi>{said.text.slice(0, 160)}</bdi>}>
      <button type="button" className={classes.source} onClick={() => onGo({ tab: 'transcript', at: `turn-${turn}` })}>
        said by the {said.role === 'unknown' ? 'speaker' : said.role}
        {said.atMs === null ? `, turn ${(turn ?? 0) + 1}` : ` at ${offset(said.atMs)}`}
      </button>
    </Tooltip>
  );
}

function Mono({ text }: { text: string }) {
  return (
    <span className={classes.mono}>
      <span className="mono wrap">{text}</span>
      <Copy value={text} what={text} />
    </span>
  );
}

function External({ href }: { href: string }) {
  if (!/^https?:\/\//i.test(href)) return <span className="mono wrap">{href}</span>;
  return (
    <Anchor href={href} target="_blank" rel="noreferrer noopener" size="sm">
      Open the call’s page <IconExternalLink size={13} aria-hidden />
    </Anchor>
  );
}

function Value({ value }: { value: unknown }) {
  const node = useMemo(() => parseJson(JSON.stringify(value) ?? 'null'), [value]);
  if (!node) return nothing;
  if (node.kind === 'string') return <bdi className="wrap">{unquote(node.raw)}</bdi>;
  if (node.kind === 'array' || node.kind === 'object') return <Tree node={node} label="Value" />;
  return <code>{node.raw}</code>;
}
