/** Names of time zones to choose from. */
export const zones: string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];
