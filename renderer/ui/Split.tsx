/**
 * A list with a reading panel on its right, or in its place where there is no room for both. The width is remembered; the handle also
 * answers the arrow keys.
 */
import { type ReactNode, useRef } from 'react';
import { setPreference, usePreferences } from './preferences.ts';
import classes from './Split.module.css';

const leastPanel = 360;
const leastList = 440;

export function Split({ list, panel, label }: { list: ReactNode; panel: ReactNode; label: string }) {
  const { panelWidth } = usePreferences();
  const frame = useRef<HTMLDivElement>(null);

  const resize = (width: number) => {
    const room = frame.current?.clientWidth ?? 1200;
    setPreference('panelWidth', Math.round(Math.max(leastPanel, Math.min(width, room - leastList))));
  };

  return (
    <div className={classes.frame} ref={frame}>
      <div className={classes.list}>{list}</div>
      {panel ? (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a handle that moves is a separator with a value, which hr is not. */}
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the reading panel"
            aria-valuenow={panelWidth}
            aria-valuemin={leastPanel}
            aria-valuemax={1200}
            tabIndex={0}
            className={classes.handle}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={(event) => {
              const right = frame.current?.getBoundingClientRect().right;
              if (right !== undefined && event.currentTarget.hasPointerCapture(event.pointerId))
                resize(right - event.clientX);
            }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowLeft') resize(panelWidth + 24);
              if (event.key === 'ArrowRight') resize(panelWidth - 24);
            }}
            onDoubleClick={() => resize(520)}
          />
          <section
            className={classes.panel}
            style={{ width: `min(${panelWidth}px, calc(100% - ${leastList}px))` }}
            aria-label={label}
          >
            {panel}
          </section>
        </>
      ) : null}
    </div>
  );
}
