/** The receiver's certificate: whose it is, and how long it still holds. */
import { Tooltip } from '@mantine/core';
import type { Certificate } from '../../../shared/domain/webhook.ts';
import { fullTime, plural } from '../../ui/format.ts';
import { useNow } from '../../ui/now.ts';
import { useZone } from '../../ui/preferences.ts';
import classes from './webhooks.module.css';

const dayMs = 86_400_000;
const soonDays = 21;

/** Whole days until it ends; negative once it has. */
const daysLeft = (validTo: number, now: number): number => Math.floor((validTo - now) / dayMs);

export function CertificateLine({ certificate }: { certificate: Certificate }) {
  const now = useNow();
  const zone = useZone();
  const left = daysLeft(certificate.validTo, now);
  const tone = left < 0 ? 'bad' : left < soonDays ? 'hold' : undefined;
  return (
    <Tooltip
      label={
        <>
          {certificate.subject}
          <br />
          issued by {certificate.issuer}
          <br />
          {fullTime(certificate.validFrom, zone)} to {fullTime(certificate.validTo, zone)}
        </>
      }
    >
      <span className={classes.certificate} data-tone={tone}>
        certificate {left < 0 ? `expired ${plural(-left, 'day')} ago` : `expires in ${plural(left, 'day')}`}
      </span>
    </Tooltip>
  );
}
