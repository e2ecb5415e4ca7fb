/** Ending when the system or the operator asks: once politely, the second time at once. */

/** How often it is looked whether npm is still there. */
const lookEveryMs = 500;

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process without further ado. Started by npm it also resolves
 * when the parent is gone: npm passes a signal on to the shell between us, and that shell ends without passing it on.
 */
export function untilAskedToEnd(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

    if (env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const look = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(look);
      asked = true;
      resolve();
    }, lookEveryMs);
    look.unref();
  });
}
