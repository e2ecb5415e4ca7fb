/** A published flow: its graph, what lint finds in it, its versions and what is different between two of them. */
import { Select } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { FlowDetail } from '../../../shared/domain/chain.ts';
import { Copy } from '../../ui/Copy.tsx';
import { plural } from '../../ui/format.ts';
import { useKeys } from '../../ui/keys.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import page from '../../ui/page.module.css';
import { Segments } from '../../ui/Segments.tsx';
import { FullTime } from '../../ui/Time.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { Findings } from './Findings.tsx';
import { FlowDiffView } from './FlowDiffView.tsx';
import classes from './flow.module.css';
import { FlowGraph } from './graph/FlowGraph.tsx';
import { diffGraph, lintGraph } from './graph/model.ts';
import { type FlowKey, flowPath, useFlow, useFlowDiff } from './queries.ts';
import { Value } from './Value.tsx';

interface FlowPageProps {
  flow: FlowKey;
  version: number | undefined;
  from: number | undefined;
  node: string | undefined;
  onGo(change: { version?: number | undefined; from?: number | undefined; node?: string | undefined }): void;
  onBack(): void;
}

export function FlowPage(props: FlowPageProps) {
  const query = useFlow(props.flow, props.version);
  const name = query.data?.flow.name || props.flow.flowId;
  useTitle(name);
  useKeys({ escape: props.onBack });
  return (
    <div className={page.alone}>
      <div className={page.crumbs}>
        <Link to="/chains/flows" search={{ id: flowPath(props.flow) }} className={page.crumb}>
          <IconArrowLeft size={14} aria-hidden /> Flows
        </Link>
        <PageTitle>{name}</PageTitle>
      </div>
      <Loaded query={query} what="this flow" height={420}>
        {(detail) => <Flow {...props} detail={detail} />}
      </Loaded>
    </div>
  );
}

function Flow({ detail, flow: key, from, node, onGo }: FlowPageProps & { detail: FlowDetail }) {
  const { flow, findings, versions } = detail;
  const [view, setView] = useState<'findings' | 'node' | 'compare'>(from === undefined ? 'findings' : 'compare');
  const older = versions.filter((each) => each.version !== flow.version);
  const against = from ?? older.find((each) => each.version < flow.version)?.version ?? older[0]?.version;
  const isComparing = view === 'compare' && against !== undefined;
  const diff = useFlowDiff(key, isComparing ? { from: against, to: flow.version } : null);
  const model = useMemo(
    () => (isComparing && diff.data ? diffGraph(flow, diff.data) : lintGraph(flow, findings)),
    [isComparing, diff.data, flow, findings],
  );
  const own = flow.nodes.find(({ id }) => id === node);
  const views = [
    { value: 'findings', label: 'Findings', count: findings.length > 0 ? String(findings.length) : undefined } as const,
    { value: 'node', label: 'Node' } as const,
    ...(older.length > 0 ? [{ value: 'compare', label: 'Compare' } as const] : []),
  ];

  return (
    <article className={classes.flow} data-wide aria-label={`Flow ${flow.name}`}>
      <Head detail={detail} onVersion={(version) => onGo({ version })} />
      <div className={classes.bench}>
        <div className={classes.graph}>
          <FlowGraph
            label={`Graph of ${flow.name}`}
            model={model}
            selected={node ?? null}
            onSelect={(next) => {
              onGo({ node: next });
              if (view === 'findings' && !findings.some(({ nodeId }) => nodeId === next)) setView('node');
            }}
          />
        </div>
        <div className={classes.side}>
          <Segments label="What to see of the flow" value={view} options={views} onChange={setView} />
          {view === 'findings' ? (
            <Findings findings={findings} selected={node} onSelect={(next) => onGo({ node: next })} />
          ) : null}
          {view === 'node' ? (
            own ? (
              <section className={classes.node}>
                <h3>
                  <span className="mono wrap">{own.id}</span>{' '}
                  <Copy value={JSON.stringify(own, null, 2)} what="the node" />
                </h3>
                <p className="dim">{own.type}</p>
                <Value title="Configuration" value={own.config} />
                <Value title="Edges" value={own.on} />
              </section>
            ) : (
              <p className="dim">Choose a node in the graph.</p>
            )
          ) : null}
          {isComparing ? (
            <>
              <Select
                label={`Version ${flow.version} against`}
                value={String(against)}
                data={older.map((each) => ({ value: String(each.version), label: `Version ${each.version}` }))}
                allowDeselect={false}
                onChange={(next) => next !== null && onGo({ from: Number(next) })}
              />
              <Loaded query={diff} what="the comparison" height={160}>
                {(data) => <FlowDiffView diff={data} onSelect={(next) => onGo({ node: next })} />}
              </Loaded>
            </>
          ) : null}
        </div>
      </div>
    </article>
  );
}

function Head({ detail, onVersion }: { detail: FlowDetail; onVersion?: (version: number) => void }) {
  const { flow, hash, versions } = detail;
  const published = versions.find((each) => each.version === flow.version)?.publishedAt;
  return (
    <header>
      <div className={classes.names}>
        <h2>
          <bdi>{flow.name || flow.flowId}</bdi>
        </h2>
        {onVersion && versions.length > 1 ? (
          <Select
            aria-label="Version"
            w={150}
            value={String(flow.version)}
            data={versions.map((each, index) => ({
              value: String(each.version),
              label: `Version ${each.version}${index === 0 ? ' (newest)' : ''}`,
            }))}
            allowDeselect={false}
            onChange={(next) => next !== null && onVersion(Number(next))}
          />
        ) : (
          <span className="dim">version {flow.version}</span>
        )}
      </div>
      <p className={classes.meta}>
        <span>{plural(flow.nodes.length, 'node')}</span>
        {published === undefined ? null : (
          <span>
            published <FullTime at={published} />
          </span>
        )}
        <span>
          id <span className="mono">{flow.flowId}</span> <Copy value={flow.flowId} what="the flow’s id" />
        </span>
        <span>
          hash <span className="mono">{hash.slice(0, 12)}</span> <Copy value={hash} what="the hash" />
        </span>
        <span>
          <Copy value={JSON.stringify(flow, null, 2)} what="the flow as JSON" /> JSON
        </span>
      </p>
    </header>
  );
}

/** Beside the list, where there is no room for a graph. */
export function FlowSummary({ flow: key }: { flow: FlowKey }) {
  return (
    <Loaded query={useFlow(key)} what="this flow" height={260}>
      {(detail) => <Summary flowKey={key} detail={detail} />}
    </Loaded>
  );
}

function Summary({ flowKey, detail }: { flowKey: FlowKey; detail: FlowDetail }) {
  const [node, setNode] = useState<string>();
  const { flow, findings, versions } = detail;
  const own = flow.nodes.find(({ id }) => id === node);
  return (
    <article className={classes.flow} aria-label={`Flow ${flow.name}`}>
      <Head detail={detail} />
      <p>
        <Link to="/chains/flows/$connectionId/$flowId" params={flowKey}>
          See the graph{versions.length > 1 ? ' and compare versions' : ''}
        </Link>
      </p>
      <section>
        <h3 className={classes.title}>Findings</h3>
        <Findings findings={findings} selected={node} onSelect={setNode} />
      </section>
      {own ? <Value title={`Configuration of ${own.id}`} value={own.config} /> : null}
    </article>
  );
}
