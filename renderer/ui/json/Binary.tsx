/** A body that is no text: its bytes, and the way to save them. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { Copy } from '../Copy.tsx';
import { bytes as size } from '../format.ts';
import { Segments } from '../Segments.tsx';
import { saveAs } from '../save.ts';
import classes from './Body.module.css';
import { hexDump, hexRest } from './hex.ts';

interface BinaryProps {
  bytes: Uint8Array<ArrayBuffer>;
  base64: string;
  truncated: boolean;
  what: string;
}

const views = [
  { value: 'hex', label: 'Hex' },
  { value: 'base64', label: 'Base64' },
] as const;

export function Binary({ bytes, base64, truncated, what }: BinaryProps) {
  const [wanted, setWanted] = useState<'hex' | 'base64'>('hex');
  const rest = hexRest(bytes);
  return (
    <div className={classes.body}>
      <div className={classes.bar}>
        <span className="faint small num">
          {size(bytes.length)} · not text{truncated ? ' · cut off after this' : ''}
        </span>
        <span className={classes.tools}>
          <Segments label={`How to show the ${what}`} value={wanted} options={views} onChange={setWanted} />
          <Tooltip label={`Save the ${what}`}>
            <ActionIcon
              size={20}
              aria-label={`Save the ${what}`}
              onClick={() => saveAs(new Blob([bytes]), `${what.replaceAll(' ', '-')}.bin`)}
            >
              <IconDownload size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Copy value={base64} what={`${what} as base64`} />
        </span>
      </div>
      <div className={classes.content}>
        <pre className={wanted === 'hex' ? classes.hex : classes.raw}>{wanted === 'hex' ? hexDump(bytes) : base64}</pre>
        {wanted === 'hex' && rest > 0 ? (
          <p className="faint small">and {size(rest)} more; save it to see all.</p>
        ) : null}
      </div>
    </div>
  );
}
