/** The sections of the settings, in their order. The palette leads to each. */

export const settingsSections = [
  { id: 'look', label: 'Appearance', about: 'Kept on this machine, for everybody who uses it.' },
  { id: 'notifications', label: 'Notifications', about: null },
  {
    id: 'privacy',
    label: 'Privacy',
    about: 'What is masked can be revealed call by call; Activity records who did.',
  },
  { id: 'recordings', label: 'Recordings', about: null },
  {
    id: 'retention',
    label: 'Retention',
    about: 'What becomes too old leaves the mirror for good. Backups keep it as long as they are kept.',
  },
  { id: 'backups', label: 'Backups', about: null },
  { id: 'keys', label: 'Shortcuts', about: 'Give a shortcut another key. A key that is already in use is refused.' },
  { id: 'about', label: 'About', about: null },
] as const;
