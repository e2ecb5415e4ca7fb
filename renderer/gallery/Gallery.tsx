/** Every piece of `ui/` as it looks, side by side in both themes' switch: what a new screen is put together from. */
import { Button, Switch, TextInput, useMantineColorScheme } from '@mantine/core';
import { IconPhoneOff, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Confirm } from '../ui/Confirm.tsx';
import { Copy } from '../ui/Copy.tsx';
import figures from '../ui/figures.module.css';
import { bytes, callLength, count, duration, shortCount } from '../ui/format.ts';
import { Key, KeyCap } from '../ui/Key.tsx';
import { Empty, Failed, Note } from '../ui/Notices.tsx';
import { Segments } from '../ui/Segments.tsx';
import { TextDiff } from '../ui/TextDiff.tsx';
import { Ago, FullTime, ListTime } from '../ui/Time.tsx';
import { toast } from '../ui/toasts.ts';
import { State, type StateName } from '../ui/Words.tsx';
import { Ended, UnderWay } from '../ui/Work.tsx';
import classes from './gallery.module.css';
import { SampleTable } from './SampleTable.tsx';

const states: readonly StateName[] = [
  'succeeded',
  'failed',
  'recovered',
  'pending',
  'unknown',
  'held',
  'skipped',
  'running',
  'planned',
  'waiting',
  'paused',
  'aborted',
  'interrupted',
];
const colours = ['bg', 'surface', 'sunken', 'line', 'line-strong', 'text', 'text-2', 'text-3', 'accent'] as const;
const tones = ['good', 'bad', 'back', 'wait', 'unsure', 'hold'] as const;
const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;
const now = Date.now();

export function Gallery() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [asked, setAsked] = useState(false);
  return (
    <main className={classes.page}>
      <header>
        <h1>Gallery</h1>
        <Segments label="Theme" value={colorScheme} options={themes} onChange={setColorScheme} />
      </header>
      <Part name="Type" about="Inter for words, JetBrains Mono for ids, numbers dialled, headers and bodies.">
        <h1>Page title, 20/28</h1>
        <h2>Panel title, 15/22</h2>
        <p>Body, 13/20, with 0123456789 in figures of one width.</p>
        <p className="dim small">Secondary, 12/16</p>
        <p className="mono">+49 151 5550 4711 CA7f3e…</p>
      </Part>
      <Part name="Colours" about="Slate, one accent, a colour for each state. Colour means state and nothing else.">
        <div className={classes.swatches}>
          {colours.map((name) => (
            <span key={name}>
              <i style={{ background: `var(--${name})` }} />
              {name}
            </span>
          ))}
          {tones.map((name) => (
            <span key={name}>
              <i style={{ background: `var(--${name}-tint)`, color: `var(--${name})` }}>Aa</i>
              {name}
            </span>
          ))}
        </div>
      </Part>
      <Part name="States" about="Always an icon, a word and a colour together. Plain in rows, a chip in headers.">
        <div className={classes.flow}>
          {states.map((state) => (
            <State key={state} state={state} />
          ))}
        </div>
        <div className={classes.flow}>
          {states.map((state) => (
            <State key={state} state={state} chip />
          ))}
        </div>
      </Part>
      <Part name="Buttons" about="They say what happens. One is filled: what one came to do.">
        <div className={classes.flow}>
          <Button variant="filled">Resend 48 messages</Button>
          <Button>Plan</Button>
          <Button leftSection={<IconPlus size={14} aria-hidden />}>Filter</Button>
          <Button variant="filled" color="red" onClick={() => setAsked(true)}>
            Delete…
          </Button>
          <Button loading>Sending</Button>
          <Button disabled>Nothing to send</Button>
          <Switch aria-label="A switch" defaultChecked />
          <TextInput aria-label="A field" placeholder="Number, id, words said" />
          <Key of="j" />
          <KeyCap>Ctrl Enter</KeyCap>
          <Copy value="copied" what="a word" />
        </div>
        <Confirm
          opened={asked}
          title="Delete this backup?"
          keep="Keep it"
          act="Delete it"
          onKeep={() => setAsked(false)}
          onAct={() => setAsked(false)}
        >
          The file is gone for good; the mirror is not touched.
        </Confirm>
      </Part>
      <Part name="Numbers and times" about="They line up; what is short here is whole in the tooltip.">
        <dl className={figures.figures}>
          <div>
            <dt>Calls</dt>
            <dd className="num">{shortCount(1_204_331)}</dd>
          </div>
          <div>
            <dt>Exactly</dt>
            <dd className="num">{count(1_204_331)}</dd>
          </div>
          <div>
            <dt>Length</dt>
            <dd className="num">{callLength(161_000)}</dd>
          </div>
          <div>
            <dt>Took</dt>
            <dd className="num">{duration(843)}</dd>
          </div>
          <div>
            <dt>Size</dt>
            <dd className="num">{bytes(3_100_000_000)}</dd>
          </div>
        </dl>
        <p>
          In a list <ListTime at={now - 7_200_000} />, in a sentence <Ago at={now - 7_200_000} />, in full{' '}
          <FullTime at={now - 7_200_000} />
        </p>
      </Part>
      <Part name="Notes and toasts" about="What happened, why, what to do next.">
        <Note tone="good">300 calls saved as calls.csv, 84 kB.</Note>
        <Note tone="hold">Two requests are of unknown outcome. Look at the receiver before sending them again.</Note>
        <Note tone="bad">The folder of backups cannot be written: it is on a disk that is full.</Note>
        <div className={classes.flow}>
          <Button
            onClick={() =>
              toast({ title: 'Flag taken off', tone: 'good', action: { label: 'Undo', run: () => undefined } })
            }
          >
            Show a toast
          </Button>
        </div>
      </Part>
      <Part
        name="Work"
        about="How far it is and the way to stop it, then how it ended: in the dialog of whatever takes a while."
      >
        <div className={classes.faces}>
          <UnderWay label="Calls written" part={0.4} onStop={() => undefined}>
            1,200 of 3,000 calls written
          </UnderWay>
          <UnderWay label="Packing" part={null} onStop={() => undefined}>
            Packing…
          </UnderWay>
          <Ended tone="good" more={<Button>Undo</Button>} onClose={() => undefined}>
            3,000 calls marked as reviewed.
          </Ended>
          <Ended tone="hold" more={<Button>Try again</Button>} onClose={() => undefined}>
            Stopped. No file was kept.
          </Ended>
        </div>
      </Part>
      <Part name="Lists" about="Rows of 32 px, and the four faces: rows, loading, empty, failed.">
        <div className={classes.faces}>
          <SampleTable face="rows" />
          <SampleTable face="loading" />
          <Empty icon={IconPhoneOff} title="No calls yet" action={<Button>Open Connections</Button>}>
            Calls appear here as they end.
          </Empty>
          <Failed what="the calls" error={new Error('The reader thread ended.')} retry={() => undefined} />
        </div>
      </Part>
      <Part name="Difference" about="Then against now, line by line.">
        <TextDiff
          from={'{\n  "status": 503,\n  "ok": false\n}'}
          to={'{\n  "status": 200,\n  "ok": true\n}'}
          label="Body"
        />
      </Part>
    </main>
  );
}

function Part({ name, about, children }: { name: string; about: string; children: ReactNode }) {
  return (
    <section className={classes.part} aria-label={name}>
      <h2>{name}</h2>
      <p className="dim small">{about}</p>
      {children}
    </section>
  );
}
