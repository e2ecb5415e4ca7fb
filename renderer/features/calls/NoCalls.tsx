/** Before the first call. */
import { IconPhoneOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../../ui/Notices.tsx';

export function NoCalls() {
  return (
    <Empty icon={IconPhoneOff} title="No calls yet">
      Calls appear here as they end, once a connection delivers them. <Link to="/connections">Open Connections</Link>.
    </Empty>
  );
}
