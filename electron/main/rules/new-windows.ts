/** The page cannot open windows. What it wanted to open may be something for the operator's browser instead. */
import type { WebContents } from 'electron';
import { openOutside } from './outside.ts';

export function refuseNewWindows(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url);
    return { action: 'deny' };
  });
}
