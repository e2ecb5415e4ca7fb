/**
 * A part of a page that is loaded when it is first shown: its outline until then, and where it does not come, what happened and the way
 * on, while the rest of the page stays.
 */
import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { loading, NotLoaded } from './loading.ts';
import { Failed } from './Notices.tsx';

/** To be made once, outside of components. `fetch` resolves when it is there; `expect` fetches it where it may be wanted soon. */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  outline: ReactNode = null,
): ComponentType<P> & { fetch(): Promise<unknown>; expect(): void } {
  const fetch = loading(load);
  const Part: ComponentType<P> = lazy(async () => ({ default: await fetch() }));
  const shown = (props: P) => (
    <UnlessNotLoaded>
      <Suspense fallback={outline}>
        <Part {...props} />
      </Suspense>
    </UnlessNotLoaded>
  );
  // Who comes to show it hears of the failure.
  return Object.assign(shown, { fetch, expect: () => void fetch().catch(() => {}) });
}

/** Any other error is the page's to show. */
class UnlessNotLoaded extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (!isNotLoaded(error)) throw error;
    return <Failed what="this part" error={error} />;
  }
}

const isNotLoaded = (error: unknown): boolean => error instanceof NotLoaded;
