/** Published chains: each with its version and what lint finds in it, and one of them with its graph, findings and versions. */
import { IconRoute } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { z } from 'zod';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import page from '../../ui/page.module.css';
import { ChainTabs } from './ChainTabs.tsx';
import { FlowPage, FlowSummary } from './FlowPage.tsx';
import { flowColumns } from './flow-columns.tsx';
import { flowRoute, flowsRoute, type flowsSearch } from './flows-route.tsx';
import { flowKeyOf, flowPath, flowsList } from './queries.ts';

export function FlowsScreen() {
  const { text, id } = flowsRoute.useSearch();
  const navigate = useNavigate({ from: '/chains/flows' });
  const put = (change: z.infer<typeof flowsSearch>, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const open = (path: string) => {
    const key = flowKeyOf(path);
    if (key) void navigate({ to: '/chains/flows/$connectionId/$flowId', params: key });
  };
  const key = id === undefined ? undefined : flowKeyOf(id);
  return (
    <ListScreen
      title="Chains"
      noun={['flow', 'flows']}
      columns={flowColumns}
      {...flowsList(text)}
      selected={id}
      onSelect={(next) => put({ id: next }, id !== undefined && next !== undefined)}
      onOpen={open}
      copyId={(flow) => flow.flowId}
      onClearFilter={text ? () => put({ text: undefined }, false) : undefined}
      tools={
        <>
          <ChainTabs here="flows" />
          <FilterBox
            label="Filter flows"
            placeholder="Name, id…"
            value={text ?? ''}
            onChange={(next) => put({ text: next.trim() || undefined }, true)}
          />
        </>
      }
      empty={
        <Empty icon={IconRoute} title="No flow was published">
          Flows appear here as the platform publishes them.
        </Empty>
      }
      panel={
        id === undefined || !key ? null : (
          <div className={page.panel}>
            <PanelTools title="Flow" onOpen={() => open(id)} onClose={() => put({ id: undefined }, false)} />
            <FlowSummary key={id} flow={key} />
          </div>
        )
      }
    />
  );
}

export function FlowScreen() {
  const key = flowRoute.useParams();
  const search = flowRoute.useSearch();
  const navigate = useNavigate({ from: '/chains/flows/$connectionId/$flowId' });
  return (
    <FlowPage
      key={flowPath(key)}
      flow={key}
      version={search.version}
      from={search.from}
      node={search.node}
      onGo={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      onBack={() => void navigate({ to: '/chains/flows', search: { id: flowPath(key) } })}
    />
  );
}
