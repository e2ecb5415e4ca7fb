/** The plans a sheet makes: the last one stands. Those another took the place of, and the one left when the sheet closes, are discarded. */
import { useEffect, useMemo, useRef } from 'react';
import { client } from '../../app/client.ts';

type RunInput = Parameters<typeof client.operations.run>[0];

export type Plans = ReturnType<typeof usePlans>;

export function usePlans() {
  const at = useRef({ turn: 0, standing: '', isRunning: false, isClosed: false });
  const plans = useMemo(() => {
    const now = at.current;
    const discardStanding = () => {
      if (now.standing !== '') discard(now.standing);
      now.standing = '';
    };
    return {
      /** Takes a plan that is being made for the one that stands, unless another was begun meanwhile. */
      async track<Made extends { operationId: string }>(making: Promise<Made>): Promise<Made> {
        now.turn += 1;
        const { turn } = now;
        const plan = await making;
        if (now.isClosed || turn !== now.turn) discard(plan.operationId);
        else {
          discardStanding();
          now.standing = plan.operationId;
        }
        return plan;
      },
      /** A plan that runs is nobody's to discard. */
      async run(input: RunInput) {
        now.isRunning = true;
        try {
          const operation = await client.operations.run(input);
          now.standing = '';
          return operation;
        } finally {
          now.isRunning = false;
          if (now.isClosed) discardStanding();
        }
      },
      open() {
        now.isClosed = false;
      },
      close() {
        now.isClosed = true;
        if (!now.isRunning) discardStanding();
      },
    };
  }, []);
  useEffect(() => {
    plans.open();
    return plans.close;
  }, [plans]);
  return plans;
}

function discard(operationId: string): void {
  // One that cannot be discarded now stays in the list of operations, where it can be later.
  client.operations.discard({ operationId }).catch(() => undefined);
}
