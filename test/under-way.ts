/**
 * A reporter of Vitest's: keeps the test files that have begun and not ended in the file that `TESTS_UNDER_WAY` names, so that of a run
 * that had to be ended it is known where it stood.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export default class UnderWay implements Reporter {
  private readonly files = new Set<string>();

  onTestModuleStart(module: TestModule): void {
    this.files.add(module.relativeModuleId);
    this.keep();
  }

  onTestModuleEnd(module: TestModule): void {
    this.files.delete(module.relativeModuleId);
    this.keep();
  }

  private keep(): void {
    const path = process.env.TESTS_UNDER_WAY;
    if (path) writeFileSync(path, JSON.stringify([...this.files]));
  }
}
