/** The input of a replay, to be edited: what was recorded, what was made of it, and the patch that leads from one to the other. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import type { ReplayPatch } from '../../../shared/domain/operation.ts';
import { plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Changes } from './Changes.tsx';
import { changesBetween, patchFor, readObject } from './changes.ts';
import { JsonEditor } from './JsonEditor.tsx';
import classes from './replay.module.css';

interface InputEditorProps {
  recorded: { event: JsonObject; vars: JsonObject };
  /** A resume keeps the event of its run. */
  withEvent: boolean;
  onPatch(patch: ReplayPatch | null): void;
  /** Whether there are edits that no patch was made of yet. */
  onPending(pending: boolean): void;
}

type Part = 'vars' | 'event';
const written = (value: JsonObject) => JSON.stringify(value, null, 2);

export function InputEditor({ recorded, withEvent, onPatch, onPending }: InputEditorProps) {
  const [part, setPart] = useState<Part>('vars');
  const [beginning, setBeginning] = useState(0);
  const [texts, setTexts] = useState({ vars: written(recorded.vars), event: written(recorded.event) });
  const [used, setUsed] = useState(texts);
  const [vars, event] = [edited(recorded.vars, texts.vars), edited(recorded.event, texts.event)];
  const problem = vars.problem ?? (withEvent ? event.problem : null);
  const isPending = texts.vars !== used.vars || texts.event !== used.event;
  const changes = [...named('vars', recorded.vars, vars.value), ...named('event', recorded.event, event.value)];
  useEffect(() => onPending(isPending), [isPending, onPending]);
  useEffect(() => () => onPending(false), [onPending]);

  const use = () => {
    setUsed(texts);
    const patch: ReplayPatch = {
      ...(hasKeys(vars.patch) ? { vars: vars.patch } : {}),
      ...(withEvent && hasKeys(event.patch) ? { event: event.patch } : {}),
    };
    onPatch(Object.keys(patch).length > 0 ? patch : null);
  };
  const discard = () => {
    const asRecorded = { vars: written(recorded.vars), event: written(recorded.event) };
    setTexts(asRecorded);
    setUsed(asRecorded);
    setBeginning((count) => count + 1);
    onPatch(null);
  };

  return (
    <div className={classes.editing}>
      {withEvent ? (
        <Segments
          label="What to edit"
          value={part}
          options={[
            { value: 'vars', label: 'vars' },
            { value: 'event', label: 'event' },
          ]}
          onChange={setPart}
        />
      ) : null}
      <div className={classes.editor} data-bad={(part === 'vars' ? vars : event).problem !== null || undefined}>
        <JsonEditor
          key={`${part} ${beginning}`}
          label={`Edit ${part}`}
          text={texts[part]}
          onChange={(text) => setTexts((before) => ({ ...before, [part]: text }))}
        />
      </div>
      {problem ? (
        <Note tone="bad" role="alert">
          {problem}
        </Note>
      ) : changes.length > 0 ? (
        <section>
          <h4 className={classes.title}>The patch: {plural(changes.length, 'change')}</h4>
          <Changes changes={changes} label="Changes of the input" />
        </section>
      ) : (
        <p className="faint small">As recorded. What you change is kept as a patch, beside the recorded input.</p>
      )}
      <div className={classes.buttons}>
        <Button disabled={problem !== null || !isPending} onClick={use}>
          Plan with this input
        </Button>
        <Button disabled={changes.length === 0 && !isPending && problem === null} onClick={discard}>
          Back to the recorded input
        </Button>
      </div>
    </div>
  );
}

interface Edited {
  value: JsonObject;
  patch: JsonObject;
  problem: string | null;
}

function edited(recorded: JsonObject, text: string): Edited {
  const read = readObject(text);
  if (!read.ok) return { value: recorded, patch: {}, problem: read.problem };
  const made = patchFor(recorded, read.value);
  return made.ok
    ? { value: read.value, patch: made.patch, problem: null }
    : { value: recorded, patch: {}, problem: made.problem };
}

const hasKeys = (value: JsonObject): boolean => Object.keys(value).length > 0;

function named(part: Part, from: JsonObject, to: JsonObject) {
  return changesBetween(from, to).map((change) => ({ ...change, path: `${part}.${change.path}` }));
}
