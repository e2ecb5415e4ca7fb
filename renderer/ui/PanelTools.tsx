/** The corner of a reading panel: open alone, close. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconX } from '@tabler/icons-react';

export function PanelTools({ onOpen, onClose }: { onOpen?: () => void; onClose(): void }) {
  return (
    <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 2, margin: '-4px -6px 0 0', flex: 'none' }}>
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
