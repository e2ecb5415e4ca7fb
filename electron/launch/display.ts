/** Whether windows can be shown here at all. Asked before Electron is fetched: on a server it never need be. */

/** `null` when they can, else why not, to follow "the desktop shell cannot run here:". */
export function whyNoWindows(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  userId: number | undefined = process.getuid?.(),
): string | null {
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  // Chromium's sandbox refuses to run as root, and the console does not run without the sandbox.
  if (userId === 0) return 'its sandbox does not run as root';
  return null;
}
