/** A key as it is printed on a button or in a field: of a shortcut, wherever the operator put it, or one that is always there. */
import type { ReactNode } from 'react';
import classes from './Key.module.css';
import { useKeyOf } from './shortcuts.ts';

export function Key({ of }: { of: string }) {
  return <KeyCap>{useKeyOf(of)}</KeyCap>;
}

/** Such as Ctrl Enter. */
export function KeyCap({ children }: { children: ReactNode }) {
  return (
    <kbd className={classes.key} aria-hidden>
      {children}
    </kbd>
  );
}
