/** What is masked until it is revealed, call by call, and whether anything may leave unredacted. */
import { Switch } from '@mantine/core';
import type { Settings } from '../../../shared/domain/settings.ts';
import { Row } from './Row.tsx';

type PrivacySettings = Settings['privacy'];
interface PrivacyProps {
  now: PrivacySettings;
  change(part: Partial<PrivacySettings>): void;
}

const masks = [
  { of: 'maskNumbers', name: 'Mask numbers', shown: '+49 151 5550 4711', masked: '+49 151 ••• 4711' },
  { of: 'maskNames', name: 'Mask names', shown: 'Clara Weiss', masked: 'C••• W•••' },
  { of: 'maskLinks', name: 'Mask links', shown: 'recording.example/c/81', masked: '•••' },
  {
    of: 'maskText',
    name: 'Mask personal data in texts',
    shown: 'Write to clara@example.com',
    masked: 'Write to •••',
  },
] as const;

export function Privacy({ now, change }: PrivacyProps) {
  return (
    <>
      {masks.map(({ of, name, shown, masked }) => (
        <Row
          key={of}
          name={name}
          about={
            <>
              <span className="mono">{shown}</span> {now[of] ? 'is' : 'would be'} shown as{' '}
              <span className="mono">{masked}</span>
            </>
          }
        >
          <Switch
            aria-label={name}
            checked={now[of]}
            onChange={({ currentTarget }) => change({ [of]: currentTarget.checked })}
          />
        </Row>
      ))}
      <Row
        name="Allow unredacted files"
        about="Off: exports and evidence packs are always redacted. Either way the audit records which it was."
      >
        <Switch
          aria-label="Allow unredacted files"
          checked={now.allowUnredacted}
          onChange={({ currentTarget }) => change({ allowUnredacted: currentTarget.checked })}
        />
      </Row>
    </>
  );
}
