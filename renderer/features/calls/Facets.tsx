/** What the calls that were found have in common: values with their numbers; a click narrows to one, another one widens again. */
import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { IconCheck, IconLayoutSidebarLeftCollapse } from '@tabler/icons-react';
import { useState } from 'react';
import type { CallFacet, CallFacetField } from '../../../shared/domain/call.ts';
import { useEngineGone } from '../../ui/engine-gone.ts';
import type { FilterValue, FilterValues } from '../../ui/filters/fields.ts';
import { count, shortCount } from '../../ui/format.ts';
import { sentence } from '../../ui/sentence.ts';
import classes from './list.module.css';
import { dispositionWords, distinctWords, spaced } from './words.ts';

interface FacetsProps {
  facets: readonly CallFacet[] | undefined;
  error: Error | null;
  onRetry(): void;
  /** They are those of another filter, the ones of this are on their way. */
  stale: boolean;
  search: FilterValues;
  onChange(change: FilterValues): void;
  onClose(): void;
}

const titles: Record<CallFacetField, string> = {
  agent: 'Agent',
  campaign: 'Campaign',
  reason: 'Reason',
  disposition: 'Outcome',
  sentiment: 'Sentiment',
  success: 'Goal',
  direction: 'Direction',
  endedBy: 'Hung up by',
  tag: 'Tag',
  webhooks: 'Webhooks',
  chains: 'Chain',
  review: 'Review',
  dialect: 'Platform',
  connection: 'Connection',
};

const few = 5;

export function Facets(props: FacetsProps) {
  const { facets, search } = props;
  const gone = useEngineGone();
  const shown = facets
    ?.filter(({ field, values }) => values.length > 1 || search[field] !== undefined)
    .map((facet) => withChosen(facet, search[facet.field]));
  const bounded = shown?.some(({ exact, values }) => !exact && values.some(({ count }) => count > 0));
  return (
    <aside className={classes.facets} aria-label="Narrow by" aria-busy={!facets || props.stale}>
      <header className={classes.facetsHead}>
        <h2>Narrow by</h2>
        <Tooltip label="Hide this panel">
          <ActionIcon aria-label="Hide the panel" onClick={props.onClose}>
            <IconLayoutSidebarLeftCollapse size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </header>
      {props.error && !facets ? (
        <p className={classes.facetNote} role="alert">
          Could not be counted. {sentence(props.error)} <Button onClick={props.onRetry}>Try again</Button>
        </p>
      ) : null}
      {!facets && !props.error && !gone ? <Ghost /> : null}
      {!facets && !props.error && gone ? (
        <p className={classes.facetNote}>Counted as soon as the engine is back.</p>
      ) : null}
      {bounded ? (
        <p className={classes.facetNote}>A + means at least that many: only the newest matches were counted.</p>
      ) : null}
      {shown?.length === 0 ? <p className={classes.facetNote}>These calls have nothing to be narrowed by.</p> : null}
      <div data-stale={props.stale || undefined} className={classes.facetList}>
        {shown?.map((facet) => (
          <Facet
            key={facet.field}
            facet={facet}
            chosen={search[facet.field]}
            onChoose={(value) => props.onChange({ [facet.field]: value })}
          />
        ))}
      </div>
    </aside>
  );
}

/** What narrows the list can be taken away here, also where nothing is left of it. */
function withChosen(facet: CallFacet, chosen: FilterValue | undefined): CallFacet {
  const value = String(chosen);
  if (chosen === undefined || facet.values.some((each) => each.value === value)) return facet;
  return { ...facet, values: [...facet.values, { value, label: value, count: 0 }] };
}

interface FacetProps {
  facet: CallFacet;
  chosen: FilterValue | undefined;
  onChoose(value: FilterValue | undefined): void;
}

function Facet({ facet, chosen, onChoose }: FacetProps) {
  const [all, setAll] = useState(false);
  const at = facet.values.findIndex(({ value }) => value === String(chosen));
  const told = distinctWords(
    facet.values.map(({ label }) => label),
    (label) => words(facet.field, label),
  );
  // The one in force is always to be seen.
  const values = all ? facet.values : facet.values.filter((_, index) => index < few || index === at);
  return (
    <section aria-label={titles[facet.field]}>
      <h3>{titles[facet.field]}</h3>
      <ul>
        {values.map(({ value, label, count: n }) => {
          const on = value === String(chosen);
          return (
            <li key={value}>
              <button
                type="button"
                aria-pressed={on}
                className={classes.facetValue}
                title={`${label}: ${facet.exact ? '' : 'at least '}${count(n)}`}
                onClick={() => onChoose(on ? undefined : filterValue(facet.field, value))}
              >
                {on ? <IconCheck size={12} stroke={3} aria-hidden /> : null}
                <bdi className="cut">{told(label)}</bdi>
                <span className="num">
                  {shortCount(n)}
                  {facet.exact ? '' : '+'}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {all || facet.values.length > values.length ? (
        <button type="button" className={classes.facetMore} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `${count(facet.values.length - values.length)} more`}
        </button>
      ) : null}
    </section>
  );
}

function filterValue(field: CallFacetField, value: string): FilterValue {
  return field === 'success' ? value === 'true' : value;
}

function words(field: CallFacetField, label: string): string {
  if (field === 'success') return label === 'true' ? 'reached' : label === 'false' ? 'not reached' : label;
  if (field === 'reason') return spaced(label);
  return field === 'disposition' ? dispositionWords(label) : label;
}

function Ghost() {
  return (
    <div aria-hidden className={classes.facetGhost}>
      {[70, 45, 60, 50, 80, 40, 65, 55].map((width) => (
        <Skeleton key={width} height={12} width={`${width}%`} />
      ))}
    </div>
  );
}
