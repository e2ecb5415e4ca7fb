/** A platform of a test's own: nothing live unless asked for, ended with the test. */
import { onTestFinished } from 'vitest';
import { type Platform, type PlatformOptions, startPlatform } from '../../../electron/platform/platform.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';

export async function platformForTest(options: Partial<PlatformOptions> = {}): Promise<Platform> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const platform = await startPlatform({ dataDir, port: 0, token: 't', rate: 0, history: 50, ...options });
  onTestFinished(() => platform.close());
  return platform;
}
