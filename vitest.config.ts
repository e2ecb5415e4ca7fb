import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const node = {
  pool: 'forks',
  environment: 'node',
  // Threads and processes that tests start run the sources, and need not strip and compile them each time.
  env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
} as const;

/** A test that hangs is one that hangs; one that is slow because the machine is busy with other things is left its time. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { interval: 20, timeout: 90_000 } } };

export default defineConfig({
  test: {
    // Many tests wait for threads, sockets and disks: more of them than processors keep these busy.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...node,
          ...patience,
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
          // Most take some milliseconds, and a process of their own would take them half a second.
          isolate: false,
        },
      },
      {
        test: {
          ...node,
          ...patience,
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/faults/**/*.test.ts'],
        },
      },
    ],
  },
});
