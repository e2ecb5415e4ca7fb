/** The key of a shortcut, wherever the operator put it, as it is printed on a button. */
import { Kbd } from '@mantine/core';
import { useKeyOf } from './shortcuts.ts';

export function Key({ of }: { of: string }) {
  return (
    <Kbd size="xs" aria-hidden>
      {useKeyOf(of)}
    </Kbd>
  );
}
