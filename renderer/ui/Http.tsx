/** One HTTP exchange: the request and what came back, side by side where there is room. */
import { useState } from 'react';
import type { HeaderList, HttpError, HttpRequestRecord, HttpResponseRecord } from '../../shared/domain/webhook.ts';
import { Copy } from './Copy.tsx';
import { plural } from './format.ts';
import classes from './Http.module.css';
import { statusWords } from './http-status.ts';
import { Body } from './json/Body.tsx';
import { asSentence } from './sentence.ts';

export function Exchange(props: {
  request: HttpRequestRecord;
  response: HttpResponseRecord | null;
  error: HttpError | { kind: string; message: string } | null;
}) {
  return (
    <div className={classes.pair}>
      <section aria-label="Request">
        <h3>Request</h3>
        <RequestView request={props.request} />
      </section>
      <section aria-label="Response">
        <h3>Response</h3>
        {props.response ? (
          <ResponseView response={props.response} />
        ) : (
          <p className={classes.nothing}>No response. {props.error ? asSentence(props.error.message) : null}</p>
        )}
      </section>
    </div>
  );
}

export function RequestView({ request }: { request: HttpRequestRecord }) {
  return (
    <div>
      <p className={classes.line}>
        <b>{request.method}</b> <span className="wrap">{request.url}</span>{' '}
        <Copy value={request.url} what="the address" />
      </p>
      <Headers headers={request.headers} />
      <Body record={request} what="request body" />
    </div>
  );
}

function ResponseView({ response }: { response: HttpResponseRecord }) {
  const good = response.status >= 200 && response.status < 300;
  return (
    <>
      <p className={classes.line}>
        <b data-good={good} className={classes.status}>
          {response.status}
        </b>{' '}
        {statusWords[response.status] ?? ''}
      </p>
      <Headers headers={response.headers} />
      <Body record={response} what="response body" />
    </>
  );
}

const telling =
  /^(content-type|authorization|retry-after|location|server|idempotency-key|webhook-|x-.*(signature|delivery|event|replay|attempt)|x-aftercall)/i;

function Headers({ headers }: { headers: HeaderList }) {
  const [all, setAll] = useState(false);
  const shown = all ? headers : headers.filter(([name]) => telling.test(name));
  const hidden = headers.length - shown.length;
  return (
    <div className={classes.headers}>
      {shown.length > 0 ? (
        <dl>
          {shown.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: headers come twice, and their order is what was sent.
            <div key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {headers.length === 0 ? <p className="faint small">No headers recorded.</p> : null}
      {hidden > 0 || all ? (
        <button
          type="button"
          className={classes.link}
          onClick={() => setAll(!all)}
          hidden={all && headers.length === 0}
        >
          {all ? 'Fewer headers' : `${shown.length > 0 ? 'and ' : ''}${plural(hidden, 'more header', 'more headers')}`}
        </button>
      ) : null}
    </div>
  );
}
