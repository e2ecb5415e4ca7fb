/** Why a plan could not be made or run, and what to do about it. */

import { Button } from '@mantine/core';
import { isDefinedError, ORPCError } from '@orpc/client';
import { Link } from '@tanstack/react-router';
import { z } from 'zod';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './operations.module.css';

interface ProblemsProps {
  error: Error;
  planAgain(): void;
  onLeave(): void;
}

const shapes = {
  changes: z.object({ changes: z.array(z.string()) }),
  risks: z.object({ risks: z.array(z.string()) }),
  message: z.object({ message: z.string() }),
  operation: z.object({ operationId: z.string() }),
  why: z.object({ why: z.string() }),
};

export function Problems({ error, planAgain, onLeave }: ProblemsProps) {
  const again = <Button onClick={planAgain}>Plan again</Button>;
  const known = error instanceof ORPCError && isDefinedError(error) ? error : undefined;
  const data: unknown = known?.data;

  if (known?.code === 'PLAN_CHANGED') {
    return (
      <Note tone="hold" role="alert">
        <b>Nothing was sent: something is different from when this was planned.</b>
        <List items={shapes.changes.safeParse(data).data?.changes ?? []} />
        <div className={classes.again}>{again}</div>
      </Note>
    );
  }
  if (known?.code === 'NEEDS_ACKNOWLEDGEMENT') {
    return (
      <Note tone="hold" role="alert">
        <b>Nothing was sent: this needs to be acknowledged first.</b>
        <List items={shapes.risks.safeParse(data).data?.risks ?? []} />
        <div className={classes.again}>{again}</div>
      </Note>
    );
  }
  if (known?.code === 'NOT_ELIGIBLE') {
    return (
      <Note tone="bad" role="alert">
        <b>This cannot be run.</b> {shapes.message.safeParse(data).data?.message ?? known.message}
      </Note>
    );
  }
  if (known?.code === 'ALREADY_ACTIVE') {
    return (
      <Note tone="hold" role="alert">
        <b>Another operation is already working on this.</b> Wait until it has ended.{' '}
        <Link to="/operations" search={{ id: shapes.operation.safeParse(data).data?.operationId }} onClick={onLeave}>
          See it
        </Link>
        <div className={classes.again}>{again}</div>
      </Note>
    );
  }
  if (known?.code === 'PLATFORM_UNAVAILABLE') {
    return (
      <Note tone="bad" role="alert">
        <b>The platform cannot do this now.</b> {shapes.why.safeParse(data).data?.why ?? known.message} Choose this
        machine instead, or try later.
      </Note>
    );
  }
  return (
    <Note tone="bad" role="alert">
      <b>That did not work.</b> {sentence(error)} <div className={classes.again}>{again}</div>
    </Note>
  );
}

function List({ items }: { items: readonly string[] }) {
  return (
    <ul className={classes.changes}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
