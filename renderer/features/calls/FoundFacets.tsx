/** The panel to narrow by, with what the calls in the list have in common. Apart from the list, which is not drawn anew when it comes. */
import { useDebouncedValue } from '@mantine/hooks';
import type { FilterValues } from '../../ui/filters/fields.ts';
import { useZone } from '../../ui/preferences.ts';
import { Facets } from './Facets.tsx';
import { type ListedFilter, useFacets } from './list-queries.ts';

interface FoundFacetsProps {
  filter: ListedFilter;
  onChange(change: FilterValues): void;
  onClose(): void;
}

/** While somebody types, the rows come first. */
const restMs = 200;

export function FoundFacets({ filter, ...props }: FoundFacetsProps) {
  const zone = useZone();
  const [text] = useDebouncedValue(filter.text, restMs);
  const facets = useFacets(filter, zone, text === filter.text);
  return (
    <Facets
      facets={facets.data}
      error={facets.error}
      onRetry={() => void facets.refetch()}
      stale={facets.isPlaceholderData}
      search={filter}
      {...props}
    />
  );
}
