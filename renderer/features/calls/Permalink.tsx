/** Addresses of a call that last: they name it as its platform does, so that they hold on other machines and for a mirror made anew. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toasts.ts';
import { callPath } from './permalink.ts';

export function Permalink({ call }: { call: CallDetail }) {
  const path = callPath(call);
  const copy = (what: string, text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => toast({ title: `Copied ${what}`, text, tone: 'good' }),
      (error: unknown) => toast({ title: `Could not copy ${what}`, text: sentence(error), tone: 'bad' }),
    );
  const inBrowser = location.protocol.startsWith('http');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Link to this call">
          <ActionIcon aria-label="Link to this call">
            <IconLink size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy('the link', `aftercall:/${path}`)}>Copy the link for Aftercall</Menu.Item>
        {inBrowser ? (
          <Menu.Item onClick={() => copy('the address', `${location.origin}${path}`)}>
            Copy the address of this page
          </Menu.Item>
        ) : null}
        <Menu.Item onClick={() => copy('the call’s id', call.callId)}>Copy the call’s id</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
