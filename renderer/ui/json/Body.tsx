/** The body of a request or response: as a tree where it is JSON, as received text always; what is no text, as bytes. */
import { useMemo, useState } from 'react';
import { Copy } from '../Copy.tsx';
import { bytes as sizeWords } from '../format.ts';
import { Segments } from '../Segments.tsx';
import { Binary } from './Binary.tsx';
import classes from './Body.module.css';
import { CodeView } from './CodeView.tsx';
import { bytesOf } from './hex.ts';
import { parseJson } from './parse.ts';
import { Tree } from './Tree.tsx';

export interface BodyRecord {
  body: string;
  encoding: 'utf8' | 'base64';
  truncated?: boolean;
  /** Of a body that retention has dropped. */
  droppedBytes?: number | undefined;
}

const plainUpTo = 20_000;

export function Body({ record, what }: { record: BodyRecord; what: string }) {
  const { body, encoding } = record;
  const node = useMemo(() => (encoding === 'utf8' ? parseJson(body) : undefined), [body, encoding]);
  const bytes = useMemo(() => (encoding === 'base64' ? bytesOf(body) : null), [body, encoding]);
  const [wanted, setWanted] = useState<'tree' | 'raw'>('tree');
  if (record.droppedBytes !== undefined)
    return <p className={classes.none}>Dropped by retention: {sizeWords(record.droppedBytes)}.</p>;
  if (body === '') return <p className={classes.none}>No body.</p>;
  if (bytes) return <Binary bytes={bytes} base64={body} truncated={record.truncated ?? false} what={what} />;
  const size = new TextEncoder().encode(body).length;
  const isTree = node !== undefined && node.kind !== 'string' && wanted === 'tree';
  return (
    <div className={classes.body}>
      <div className={classes.bar}>
        <span className="faint small num">
          {sizeWords(size)}
          {record.truncated ? ' · cut off after this' : ''}
        </span>
        <span className={classes.tools}>
          {node ? (
            <Segments label={`How to show the ${what}`} value={wanted} options={views} onChange={setWanted} />
          ) : null}
          <Copy value={body} what={what} />
        </span>
      </div>
      <div className={classes.content}>
        {isTree ? (
          <Tree node={node} label={what} />
        ) : body.length <= plainUpTo ? (
          <pre className={classes.raw} dir="auto">
            {body}
          </pre>
        ) : (
          <div className={classes.editor}>
            <CodeView text={body} isJson={node !== undefined} label={what} />
          </div>
        )}
      </div>
    </div>
  );
}

const views = [
  { value: 'tree', label: 'Tree' },
  { value: 'raw', label: 'Raw' },
] as const;
