/** Runs or flows: the two lists of chains, each with an address of its own. */
import { useNavigate } from '@tanstack/react-router';
import { Segments } from '../../ui/Segments.tsx';

const lists = [
  { value: 'runs', label: 'Runs' },
  { value: 'flows', label: 'Flows' },
] as const;

export function ChainTabs({ here }: { here: 'runs' | 'flows' }) {
  const navigate = useNavigate();
  return (
    <Segments
      label="Runs or flows"
      value={here}
      options={lists}
      onChange={(next) => void navigate({ to: next === 'runs' ? '/chains' : '/chains/flows' })}
    />
  );
}
