/**
 * The heading of a page. Arriving by a link or a key puts the focus on it, so that reading, and the Tab key, go on from there; the page
 * one began with leaves the focus where the browser had it.
 */
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageTitleProps {
  children: ReactNode;
  /** `false` where something within the page takes the focus instead. */
  arrive?: boolean;
  className?: string | undefined;
}

export function PageTitle({ children, arrive = true, className }: PageTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { history } = useRouter();
  const first = useRef(arrive);
  useEffect(() => {
    if (first.current && history.canGoBack()) heading.current?.focus({ preventScroll: true });
  }, [history]);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
