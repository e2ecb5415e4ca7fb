/** Published chains: each with its version and what lint finds in it, and one of them with its graph, findings and versions. */
import { IconRoute } from '@tabler/icons-react';
import { createRoute, useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import page from '../../ui/page.module.css';
import { ChainTabs } from './ChainTabs.tsx';
import { FlowPage, FlowSummary } from './FlowPage.tsx';
import { flowColumns } from './flow-columns.tsx';
import { flowKeyOf, flowPath, flowsList } from './queries.ts';

const flowsSearch = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  id: z.string().max(2000).optional().catch(undefined),
});

export const flowsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains/flows',
  validateSearch: (search) => flowsSearch.parse(search),
  component: FlowsScreen,
});

/** `node` is the node that is selected, `from` the version compared against. */
const flowSearch = z.object({
  version: z.number().int().nonnegative().optional().catch(undefined),
  from: z.number().int().nonnegative().optional().catch(undefined),
  node: z.string().max(1000).optional().catch(undefined),
});

export const flowRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains/flows/$connectionId/$flowId',
  validateSearch: (search) => flowSearch.parse(search),
  component: FlowScreen,
});

function FlowsScreen() {
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

function FlowScreen() {
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
