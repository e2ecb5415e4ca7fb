/** Open or closed, in the words and colours of states. */
import type { Incident } from '../../../shared/domain/incident.ts';
import { State } from '../../ui/Words.tsx';

export function IncidentState({ state, chip = false }: { state: Incident['state']; chip?: boolean }) {
  return <State state={state === 'open' ? 'failed' : 'recovered'} word={state} chip={chip} />;
}
