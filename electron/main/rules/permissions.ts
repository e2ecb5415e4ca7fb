/**
 * No page is given camera, place, notifications, devices or anything else that is asked for. It copies text, and writes an export to the
 * file that the operator chose in the system's own dialog.
 */
import type { Session } from 'electron';
import { isPageUrl } from '../page-address.ts';

const granted = new Set(['clipboard-sanitized-write', 'fileSystem']);

export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(granted.has(permission) && isPageUrl(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => granted.has(permission) && isPageUrl(origin));
  session.setDevicePermissionHandler(() => false);
}
