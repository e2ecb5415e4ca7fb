/** The window's title, so that tabs and task bars say where one is. */
import { useEffect } from 'react';

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} – Aftercall` : 'Aftercall';
  }, [title]);
}
