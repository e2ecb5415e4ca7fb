/**
 * A tooltip for where there are very many of them, as in the rows of a list: it costs nothing until the pointer comes near, so that
 * scrolling does not make hundreds that nobody reads.
 */
import { Tooltip } from '@mantine/core';
import { cloneElement, type ReactElement, type ReactNode, useState } from 'react';

interface HoverTipProps {
  /** Made when it is read. */
  label: () => ReactNode;
  children: ReactElement<{ onPointerEnter?: () => void }>;
}

export function HoverTip({ label, children }: HoverTipProps) {
  const [near, setNear] = useState(false);
  if (!near) return cloneElement(children, { onPointerEnter: () => setNear(true) });
  return <Tooltip label={label()}>{children}</Tooltip>;
}
