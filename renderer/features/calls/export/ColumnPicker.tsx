/** Which columns go into the file: those on the screen to begin with, everything, or each by itself. */
import { Button, Checkbox } from '@mantine/core';
import { type CallColumn, callColumns } from '../../../../shared/contract/calls.ts';
import { plural } from '../../../ui/format.ts';
import classes from './export.module.css';
import { exportColumnNames } from './export-columns.ts';

interface ColumnPickerProps {
  chosen: readonly CallColumn[];
  onChange(chosen: readonly CallColumn[]): void;
}

export function ColumnPicker({ chosen, onChange }: ColumnPickerProps) {
  return (
    <fieldset className={classes.columns} aria-label="Columns of the file">
      <div className={classes.about}>
        {plural(chosen.length, 'column')}
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(callColumns)}>
          All
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
          None
        </Button>
      </div>
      <div className={classes.boxes}>
        {callColumns.map((column) => (
          <Checkbox
            key={column}
            label={exportColumnNames[column]}
            checked={chosen.includes(column)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, column] : chosen.filter((each) => each !== column))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
