/** The mirror at its size: its own figures, and beside it what people would use instead (`beside.ts`). One run, one table. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../metric.ts';
import { measureIngest } from './ingest.ts';

export const mirror: Bench = async ({ calls = 50_000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  try {
    return await measureIngest(folder, calls);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
