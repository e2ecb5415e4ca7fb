/** What takes the room on the disk: the mirror by what lies in it. */
import type { Health } from '../../../shared/domain/upkeep.ts';
import { bytes } from '../../ui/format.ts';
import { Ago } from '../../ui/Time.tsx';
import { Card } from './Card.tsx';
import classes from './health.module.css';
import { kindWords } from './words.ts';

export function Sizes({ sizes }: { sizes: Health['sizes'] }) {
  const kinds = sizes?.kinds.filter(({ bytes: size }) => size > 0) ?? [];
  const most = Math.max(1, ...kinds.map(({ bytes: size }) => size));
  return (
    <Card
      title="Storage"
      tools={
        sizes ? (
          <span className="faint small">
            measured <Ago at={sizes.at} />
          </span>
        ) : null
      }
    >
      {sizes === null ? (
        <p className="dim">Being counted; it takes a moment in a large mirror.</p>
      ) : (
        <table className={classes.sizes}>
          <tbody>
            {kinds.map(({ kind, bytes: size }) => (
              <tr key={kind} data-free={kind === 'free' || undefined}>
                <th scope="row">{kindWords[kind]}</th>
                <td className="num">{bytes(size)}</td>
                <td aria-hidden>
                  <i style={{ transform: `scaleX(${size / most})` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
