/** The sections of the settings, in their order. The palette leads to each. */

export const settingsSections = [
  { id: 'look', label: 'Look', about: 'Kept on this machine, for whoever uses it.' },
  { id: 'notifications', label: 'Notifications', about: null },
  {
    id: 'privacy',
    label: 'Privacy',
    about: 'What is masked can be revealed call by call, with a line in the activity that says who did.',
  },
  { id: 'recordings', label: 'Recordings', about: null },
  {
    id: 'retention',
    label: 'Retention',
    about: 'What becomes too old leaves the mirror for good. Backups keep it as long as they are kept.',
  },
  { id: 'backups', label: 'Backups', about: null },
  { id: 'keys', label: 'Keys', about: 'Put a shortcut on another key; a key that is taken is refused.' },
  { id: 'about', label: 'About', about: null },
] as const;
