/** The outline of a screen that is being loaded: a header and lines, in the geometry that most screens have. */
import list from '../ui/ListScreen.module.css';
import classes from './ScreenGhost.module.css';

export function ScreenGhost() {
  return (
    <div className={list.screen} aria-busy="true">
      <div className={list.header} aria-hidden>
        <i className={classes.bar} style={{ width: 110, height: 16 }} />
      </div>
      <div className={classes.lines} aria-hidden>
        {[64, 82, 55, 73, 60, 88, 47, 70, 66, 79, 52, 85].map((width) => (
          <i key={width} className={classes.bar} style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  );
}
