/** Which hosts may be sent to although their address is in a guarded range. None by default. */
import { ActionIcon, Button, Input, MultiSelect, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { z } from 'zod';
import { type HostAllowance, rangeNames } from '../../../shared/domain/connection.ts';
import classes from './connections.module.css';

const ranges = z.array(z.enum(rangeNames));

export function Allowances(props: {
  value: HostAllowance[];
  onChange(value: HostAllowance[]): void;
  error: string | null;
}) {
  const { value, onChange } = props;
  const put = (index: number, change: Partial<HostAllowance>) =>
    onChange(value.map((each, at) => (at === index ? { ...each, ...change } : each)));
  return (
    <Input.Wrapper
      label="Private addresses allowed"
      size="xs"
      labelElement="div"
      description="Resends and replays to private addresses are refused, unless a host is allowed here by name."
      error={props.error}
    >
      <div className={classes.allow}>
        {value.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an allowance has no id, and its host changes while it is typed.
          <div key={index} className={classes.allowance}>
            <TextInput
              aria-label="Host"
              placeholder="crm.local:8443"
              classNames={{ input: 'mono' }}
              value={each.host}
              onChange={(event) => put(index, { host: event.currentTarget.value })}
            />
            <MultiSelect
              size="xs"
              aria-label="Ranges"
              placeholder={each.ranges.length === 0 ? 'Ranges' : ''}
              data={[...rangeNames]}
              value={each.ranges}
              onChange={(next) => put(index, { ranges: ranges.parse(next) })}
            />
            <Tooltip label="Remove this host">
              <ActionIcon aria-label="Remove this host" onClick={() => onChange(value.filter((_, at) => at !== index))}>
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
        ))}
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...value, { host: '', ranges: [] }])}
        >
          Allow a host
        </Button>
      </div>
    </Input.Wrapper>
  );
}
