/** Checks that the audit is as it was written, and says what was found. */
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../app/client.ts';
import { count, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './activity.module.css';

export function useVerify() {
  return useMutation(api.audit.verify.mutationOptions());
}

export function VerifyButton({ verify }: { verify: ReturnType<typeof useVerify> }) {
  return (
    <Button
      leftSection={<IconShieldCheck size={14} aria-hidden />}
      loading={verify.isPending}
      onClick={() => verify.mutate(undefined)}
    >
      Verify
    </Button>
  );
}

export function Verdict({ verify }: { verify: ReturnType<typeof useVerify> }) {
  if (verify.error) return <Note tone="bad">The audit could not be checked. {sentence(verify.error)}</Note>;
  if (!verify.data) return null;
  const { lines, brokenAt } = verify.data;
  return (
    <div className={classes.verdict}>
      <Note tone={brokenAt === null ? 'good' : 'bad'} role="status">
        {brokenAt === null
          ? `${plural(lines, 'entry', 'entries')} checked: each follows from the one before. Nothing was altered, removed or inserted.`
          : `Entry ${count(brokenAt)} does not follow from the one before: it, or what stood before it, was changed from outside. ${
              lines === 0 ? 'No entry' : plural(lines, 'entry', 'entries')
            } before it can be relied on.`}
      </Note>
    </div>
  );
}
