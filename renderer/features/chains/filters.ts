/** What the list of chain runs can be narrowed by. */
import type { Choice, RunChoices } from '../../../shared/domain/view.ts';
import type { ChoicesOf, FilterField } from '../../ui/filters/fields.ts';

export const runFields: readonly FilterField[] = [
  { key: 'flow', label: 'Chain', kind: 'choice' },
  { key: 'version', label: 'Version', kind: 'choice' },
  { key: 'failedNode', label: 'Failed node', kind: 'choice' },
  { key: 'nodeType', label: 'Node type', kind: 'choice', hint: 'Of the node that failed.' },
  { key: 'errorKind', label: 'Error', kind: 'choice' },
  { key: 'host', label: 'Host', kind: 'choice', hint: 'The failed node’s request went there.' },
  { key: 'campaign', label: 'Campaign', kind: 'choice' },
  { key: 'agent', label: 'Agent', kind: 'choice' },
  {
    key: 'body',
    label: 'Words in vars or error',
    kind: 'words',
    before: 'Vars or error have ',
    hint: 'All words, also of what its steps sent and got. “In quotes” they stand together.',
  },
  { key: 'incident', label: 'Incident', kind: 'number', before: 'Incident ', onlyShown: true },
  { key: 'connection', label: 'Connection', kind: 'words', onlyShown: true },
];

/** Versions are those of the chosen chain, or of all. */
export function runChoices(choices: RunChoices | undefined, flow: string | undefined): ChoicesOf {
  if (!choices) return () => undefined;
  const flows = choices.flows.filter(({ value }) => flow === undefined || value === flow);
  const versions = [...new Set(flows.flatMap((each) => each.versions))].sort((a, b) => b - a);
  const byField: Record<string, readonly Choice[]> = {
    flow: choices.flows,
    version: versions.map((version) => ({ value: String(version), label: String(version), count: null })),
    failedNode: choices.failedNodes,
    nodeType: choices.nodeTypes,
    errorKind: choices.errorKinds,
    host: choices.hosts,
    campaign: choices.campaigns,
    agent: choices.agents,
  };
  return (key) => byField[key] ?? [];
}
