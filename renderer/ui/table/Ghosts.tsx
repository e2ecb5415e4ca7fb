/** Rows that are still to come, in the geometry they will have. */
import classes from '../DataTable.module.css';

export function Ghosts({ columns, rowHeight }: { columns: number; rowHeight: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: 24 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else to be told apart by.
        <div key={row} className={classes.ghost} style={{ height: rowHeight }}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else to be told apart by.
            <span key={column} className={classes.cell}>
              <i style={{ width: `${45 + ((row * 7 + column * 13) % 40)}%` }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
