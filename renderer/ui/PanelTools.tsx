/** The top of a reading panel: what is being read, open it alone, close it. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconX } from '@tabler/icons-react';
import classes from './page.module.css';

export function PanelTools({ title, onOpen, onClose }: { title: string; onOpen?: () => void; onClose(): void }) {
  return (
    <div className={classes.tools}>
      <span>{title}</span>
      {onOpen ? (
        <Tooltip label="Open on a page of its own (Enter)">
          <ActionIcon aria-label="Open on a page of its own" onClick={onOpen}>
            <IconArrowsDiagonal size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <Tooltip label="Close (Esc)">
        <ActionIcon aria-label="Close the panel" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
