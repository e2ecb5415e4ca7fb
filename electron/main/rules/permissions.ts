/** No page is given camera, place, notifications, devices or anything else that is asked for. Copying text is all it needs. */
import type { Session } from 'electron';
import { isPageUrl } from '../page-address.ts';

const granted = 'clipboard-sanitized-write';

export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permission === granted && isPageUrl(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === granted && isPageUrl(origin));
  session.setDevicePermissionHandler(() => false);
}
