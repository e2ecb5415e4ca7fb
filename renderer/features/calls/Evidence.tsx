/** Packs everything known of a call into a file for somebody who has no console, redacted or whole. */
import { ActionIcon, Button, Modal, Tooltip } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import { api, client } from '../../app/client.ts';
import { bytes } from '../../ui/format.ts';
import { saveAs } from '../../ui/save.ts';
import { sentence } from '../../ui/sentence.ts';
import { Ended, UnderWay } from '../../ui/Work.tsx';
import classes from './export/export.module.css';
import { Redaction } from './export/Redaction.tsx';

export function Evidence({ call }: { call: CallDetail }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Tooltip label="Create an evidence pack">
        <ActionIcon aria-label="Create an evidence pack" onClick={() => setOpened(true)}>
          <IconFileZip size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Evidence pack"
        size={520}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {opened ? <EvidenceForm id={call.id} onClose={() => setOpened(false)} /> : null}
      </Modal>
    </>
  );
}

function EvidenceForm({ id, onClose }: { id: number; onClose(): void }) {
  const privacy = useQuery(api.settings.get.queryOptions()).data?.privacy;
  // Until the setting is known nothing leaves as it is.
  const mustRedact = privacy?.allowUnredacted !== true;
  const [wish, setWish] = useState(true);
  const redacted = mustRedact || wish;
  const running = useRef<AbortController>(null);
  // Nobody would see the end of it.
  useEffect(() => () => running.current?.abort(), []);
  const pack = useMutation({
    mutationFn: async () => {
      const given = new AbortController();
      running.current = given;
      const { name, zip } = await client.calls.evidence({ id, redacted }, { signal: given.signal });
      const packed = new Blob([await zip.arrayBuffer()], { type: 'application/zip' });
      given.signal.throwIfAborted();
      saveAs(packed, name);
      return { name, size: zip.size };
    },
  });

  if (pack.isPending) {
    return (
      <UnderWay label="Packing" part={null} onStop={() => running.current?.abort()}>
        Reading and packing everything that is known of this call…
      </UnderWay>
    );
  }
  if (pack.data) {
    const { name, size } = pack.data;
    return (
      <Ended tone="good" more={<Button onClick={() => pack.reset()}>Pack again</Button>} onClose={onClose}>
        Saved as {name}, {bytes(size)}. The audit keeps its hash, so that any later change to the file can be noticed.
      </Ended>
    );
  }
  if (pack.error) {
    const stopped = running.current?.signal.aborted === true;
    return (
      <Ended
        tone={stopped ? 'hold' : 'bad'}
        more={<Button onClick={() => pack.reset()}>Try again</Button>}
        onClose={onClose}
      >
        {stopped ? 'Stopped. No file was kept.' : `The evidence could not be packed. ${sentence(pack.error)}`}
      </Ended>
    );
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        pack.mutate();
      }}
    >
      <div className={classes.line} data-top>
        <span>Contains</span>
        <p className={classes.holds}>
          A page to read in any browser, the events as they were received, every try of its webhooks, its chain runs,
          its notes and review, and its audit entries with their hashes. One zip.
        </p>
      </div>
      <Redaction redacted={redacted} isForced={mustRedact} onChange={setWish} />
      <div className={classes.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" data-autofocus>
          {redacted ? 'Create redacted pack' : 'Create full pack'}
        </Button>
      </div>
    </form>
  );
}
