/** Packs everything known of a call into a file for somebody who has no console, redacted or whole. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { CallDetail } from '../../../shared/domain/call.ts';
import { api, client } from '../../app/client.ts';
import { bytes } from '../../ui/format.ts';
import { saveAs } from '../../ui/save.ts';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toasts.ts';

export function Evidence({ call }: { call: CallDetail }) {
  const settings = useQuery(api.settings.get.queryOptions());
  const pack = useMutation({
    mutationFn: async (redacted: boolean) => {
      const { name, zip } = await client.calls.evidence({ id: call.id, redacted });
      saveAs(new Blob([await zip.arrayBuffer()], { type: 'application/zip' }), name);
      return { name, size: zip.size };
    },
    onSuccess: ({ name, size }) =>
      toast({ title: 'The evidence is packed', text: `${name}, ${bytes(size)}`, tone: 'good' }),
    onError: (error) => toast({ title: 'The evidence could not be packed', text: sentence(error), tone: 'bad' }),
  });
  const mayBeWhole = settings.data?.privacy.allowUnredacted ?? false;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Pack the evidence of this call">
          <ActionIcon aria-label="Pack the evidence of this call" loading={pack.isPending}>
            <IconFileZip size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>A zip with a page to read, events, tries, runs, audit</Menu.Label>
        <Menu.Item onClick={() => pack.mutate(true)}>Redacted: no numbers, names, addresses</Menu.Item>
        <Menu.Item disabled={!mayBeWhole} onClick={() => pack.mutate(false)}>
          Whole{mayBeWhole ? '' : ': the privacy settings forbid it'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
