/** The key of a shortcut, wherever the operator put it, as it is printed on a button. */
import classes from './Key.module.css';
import { useKeyOf } from './shortcuts.ts';

export function Key({ of }: { of: string }) {
  return (
    <kbd className={classes.key} aria-hidden>
      {useKeyOf(of)}
    </kbd>
  );
}
