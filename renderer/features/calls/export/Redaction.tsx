/** Whether what leaves is redacted: a choice, unless the privacy settings make it. */
import { Switch } from '@mantine/core';
import classes from './export.module.css';

interface RedactionProps {
  redacted: boolean;
  /** The settings let nothing leave unredacted. */
  isForced: boolean;
  onChange(redacted: boolean): void;
}

export function Redaction({ redacted, isForced, onChange }: RedactionProps) {
  return (
    <div className={classes.line} data-top>
      <span>Privacy</span>
      <Switch
        label="Redact personal data"
        description={
          isForced
            ? 'The privacy settings require redaction.'
            : 'Numbers, names, e-mail addresses and cards are replaced.'
        }
        checked={redacted}
        disabled={isForced}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
