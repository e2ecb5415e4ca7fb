/** How the console looks on this machine. */
import { useMantineColorScheme } from '@mantine/core';
import { machineZone } from '../../ui/format.ts';
import { setPreference, usePreferences } from '../../ui/preferences.ts';
import { Segments } from '../../ui/Segments.tsx';
import { Row } from './Row.tsx';

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;
const densities = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const;

export function Look() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, zone } = usePreferences();
  return (
    <>
      <Row name="Theme" about="“System” follows this computer’s setting.">
        <Segments label="Theme" value={colorScheme} options={themes} onChange={setColorScheme} />
      </Row>
      <Row name="Density" about="The height of rows in lists.">
        <Segments
          label="Density"
          value={density}
          options={densities}
          onChange={(next) => setPreference('density', next)}
        />
      </Row>
      <Row name="Times" about="The zone in which times are shown; tooltips always say which it is.">
        <Segments
          label="Times"
          value={zone}
          options={[
            { value: 'mine', label: `This machine (${machineZone})` },
            { value: 'utc', label: 'UTC' },
            { value: 'call', label: 'The call’s own' },
          ]}
          onChange={(next) => setPreference('zone', next)}
        />
      </Row>
    </>
  );
}
