/** Every key, and a way to put it elsewhere. A key that is taken is refused by the name of what has it. */
import { Button, Kbd } from '@mantine/core';
import { useEffect, useState } from 'react';
import { goToKeys } from '../../app/places.ts';
import { keyHelp } from '../../ui/keys.ts';
import { canBeChosen, chooseKey, forgetChosenKeys, useChosenKeys } from '../../ui/shortcuts.ts';
import classes from './keys.module.css';

const shortcuts = [...keyHelp, ...goToKeys].flatMap(({ keys: [usual = ''], what }) =>
  /^(g )?\S$/u.test(usual) ? [{ usual, what }] : [],
);

export function Keys() {
  const chosen = useChosenKeys();
  const [asked, setAsked] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  useEffect(() => {
    if (asked === null) return;
    // Before anybody else hears of the key: for now it means nothing but itself.
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab' || event.key === 'Shift') return;
      event.preventDefault();
      event.stopPropagation();
      const press = event.key.toLowerCase();
      if (press === 'escape') return setAsked(null);
      if (!canBeChosen(press)) return setRefused('Choose a letter, a digit or a sign.');
      const key = asked.replace(/\S$/u, press);
      const taken = shortcuts.find(({ usual }) => usual !== asked && (chosen[usual] ?? usual) === key);
      if (taken) return setRefused(`${key} is taken: ${taken.what.toLowerCase()}.`);
      chooseKey(asked, key);
      setAsked(null);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [asked, chosen]);

  const ask = (usual: string | null) => {
    setAsked(usual);
    setRefused(null);
  };
  return (
    <>
      <dl className={classes.keys}>
        {shortcuts.map(({ usual, what }) => (
          <div key={usual}>
            <dt>{what}</dt>
            <dd>
              {asked === usual ? (
                <span role="status">
                  {refused ?? 'Press the new key'} <span className="faint">(Esc keeps it)</span>
                </span>
              ) : (
                <Kbd>{chosen[usual] ?? usual}</Kbd>
              )}
              <Button
                variant="default"
                aria-label={`Change the key for: ${what}`}
                onClick={() => ask(asked === usual ? null : usual)}
              >
                {asked === usual ? 'Cancel' : 'Change'}
              </Button>
              {chosen[usual] === undefined ? null : (
                <Button variant="subtle" onClick={() => chooseKey(usual, null)}>
                  Back to {usual}
                </Button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {Object.keys(chosen).length > 0 ? (
        <Button variant="default" onClick={forgetChosenKeys}>
          Reset all shortcuts
        </Button>
      ) : null}
    </>
  );
}
