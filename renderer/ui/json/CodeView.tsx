/** Received text, read-only, with line numbers, folding and search. Text is text: nothing in it is ever interpreted. */
import { Skeleton } from '@mantine/core';
import type { RefObject } from 'react';
import { later } from '../later.tsx';

export interface CodeHandle {
  search(): void;
}

export interface CodeTextProps {
  text: string;
  isJson: boolean;
  label: string;
  handle?: RefObject<CodeHandle | null>;
}

export const CodeView = later(
  async () => (await import('./CodeText.tsx')).CodeText,
  <Skeleton height="100%" radius={6} />,
);
