/** Templates and what became of them, one piece below the other: the template, what was made of it, and which path gave which value. */
import type { Json } from '../../../shared/domain/chain.ts';
import { cutTemplate } from '../../../shared/domain/template.ts';
import { Copy } from '../../ui/Copy.tsx';
import classes from './rendered.module.css';
import type { RenderedPiece } from './rendered.ts';

interface RenderedProps {
  label: string;
  pieces: readonly RenderedPiece[];
  /** Said of a piece that the flow does not have. */
  added: string;
  /** Said of a piece whose outcome is not known; where that goes for all of them, nothing. */
  unknown?: string;
}

export function Rendered({ label, pieces, added, unknown }: RenderedProps) {
  return (
    <ul className={classes.pieces} aria-label={label}>
      {pieces.map(({ at, template, sent, given }, index) => {
        const isLiteral = given.length === 0 && (template === sent || sent === null);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice, and nothing here moves.
          <li key={index} data-literal={isLiteral || undefined}>
            <span className={classes.at}>{at}</span>
            <div className={classes.sides}>
              {template === null || isLiteral ? null : (
                <span className={classes.side} data-side="template">
                  <Braces text={short(template)} />
                </span>
              )}
              {sent === null && !isLiteral ? (
                unknown && <span className={classes.word}>{unknown}</span>
              ) : (
                <span className={classes.side} data-side={isLiteral ? undefined : 'sent'}>
                  {short(sent ?? template ?? '')}
                  {template === null ? <span className={classes.word}>{added}</span> : null}
                  <Copy value={sent ?? template ?? ''} what={at} />
                </span>
              )}
              {given.length > 1 || (given.length > 0 && (sent === null || !isWhole(template))) ? (
                <Given given={given} />
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Given({ given }: { given: RenderedPiece['given'] }) {
  return (
    <span className={classes.given}>
      {given.map(({ path, value }) => (
        <span key={path}>
          <span className={classes.path}>{short(path)}</span>{' '}
          {value === undefined ? <span className={classes.missing}>nothing there</span> : <>= {short(json(value))}</>}
        </span>
      ))}
    </span>
  );
}

/** The paths of a template stand out from the text around them. */
function Braces({ text }: { text: string }) {
  return cutTemplate(text).map((piece, index) =>
    'literal' in piece ? (
      piece.literal
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text.
      <span key={index} className={classes.path}>{`{{${piece.source}}}`}</span>
    ),
  );
}

/** One template and nothing around it: what it gave is what stands there. */
function isWhole(template: string | null): boolean {
  const pieces = cutTemplate((template ?? '').replace(/^"|"$/g, ''));
  return pieces.length === 1 && pieces[0] !== undefined && 'source' in pieces[0];
}

const json = (value: Json): string => JSON.stringify(value);

const longest = 600;
const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
