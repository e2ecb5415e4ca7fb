/**
 * An IVR whose Start node is linked to a Hang-up node (seed 001) as a flow. The document describes the graph and no field, so the names
 * are looked for under those common among IVR designers (`docs/flows.md` lists them). Nothing is dropped silently: what has no place in
 * a flow becomes a finding.
 */
import { z } from 'zod';
import type { Finding, Flow, FlowNode, JsonObject } from '../../../shared/domain/chain.ts';

const object = z.record(z.string(), z.json());
const id = z.union([z.string().min(1), z.number()]).transform(String);
const edges = z.record(z.string(), z.union([z.string(), z.number()]).transform(String));

const ivrNode = z.object({
  id: id.optional(),
  nodeId: id.optional(),
  type: z.string().optional(),
  nodeType: z.string().optional(),
  name: z.string().optional(),
  label: z.string().optional(),
  config: object.optional(),
  data: object.optional(),
  properties: object.optional(),
  settings: object.optional(),
  on: edges.optional(),
  next: id.optional(),
});
const ivrLink = z.object({
  from: id.optional(),
  source: id.optional(),
  to: id.optional(),
  target: id.optional(),
  event: z.string().optional(),
  label: z.string().optional(),
  port: z.string().optional(),
});
const links = z.array(ivrLink).optional();
const ivr = z.object({
  flowId: id.optional(),
  ivrId: id.optional(),
  id: id.optional(),
  version: z.coerce.number().int().nonnegative().default(1),
  name: z.string().optional(),
  nodes: z.array(ivrNode),
  links,
  edges: links,
  connections: links,
});

/** Vendors' names, in small letters without blanks and signs and without a trailing `node`. What is not here keeps its name. */
const types: Record<string, string> = {
  start: 'start',
  hangup: 'hangup',
  exception: 'exception',
  end: 'end',
  finish: 'end',
  api: 'httpCall',
  apicall: 'httpCall',
  callapi: 'httpCall',
  http: 'httpCall',
  httpcall: 'httpCall',
  httprequest: 'httpCall',
  webservice: 'httpCall',
  database: 'dbInsert',
  databaseinsert: 'dbInsert',
  dbinsert: 'dbInsert',
  email: 'sendEmail',
  sendemail: 'sendEmail',
  sms: 'sendSms',
  sendsms: 'sendSms',
  alert: 'alert',
  sendalert: 'alert',
  log: 'log',
  logger: 'log',
  script: 'customScript',
  customscript: 'customScript',
  setvar: 'setVar',
  setvariable: 'setVar',
  condition: 'branch',
  branch: 'branch',
  runflow: 'runFlow',
  subflow: 'runFlow',
  say: 'say',
  prompt: 'say',
  play: 'playAudio',
  playaudio: 'playAudio',
  gather: 'gather',
  input: 'gather',
  menu: 'menu',
  record: 'record',
  transfer: 'transfer',
  dial: 'dial',
  queue: 'queue',
  voicemail: 'voicemail',
  disconnect: 'hangupCall',
  hangupcall: 'hangupCall',
};

const plainType = (type: string): string =>
  type
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/(.)node$/, '$1');

export function typeOfIvrNode(type: string): string {
  const plain = plainType(type);
  return Object.hasOwn(types, plain) ? (types[plain] ?? type) : type;
}

export interface ImportedIvr {
  flow: Flow;
  findings: Finding[];
}

interface Link {
  from: string;
  to: string;
  event: string | undefined;
}

/** `null` when the data is no IVR of this shape: a list of nodes, one of them a Start or a Hang-up node, and links in one of the forms. */
export function importIvr(data: unknown): ImportedIvr | null {
  const parsed = ivr.safeParse(data);
  if (!parsed.success) return null;
  const { flowId, ivrId, id: plainId, version, name } = parsed.data;
  const ownId = flowId ?? ivrId ?? plainId;
  const listed = parsed.data.links ?? parsed.data.edges ?? parsed.data.connections;
  const given = parsed.data.nodes;
  if (ownId === undefined || !isForeign(given, listed !== undefined)) return null;

  const findings: Finding[] = [];
  const nodes: FlowNode[] = [];
  for (const node of given) {
    const nodeId = node.id ?? node.nodeId;
    const type = node.type ?? node.nodeType;
    if (nodeId === undefined || type === undefined) {
      findings.push(note(null, 'error', 'A node without an id or a type could not be read.'));
      continue;
    }
    nodes.push({ id: nodeId, type: typeOfIvrNode(type), config: configOf(node), on: {} });
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const all = [...linksWithin(given), ...(listed ?? []).map(linkOf)];
  for (const link of all) addEdge(link, byId, findings);
  return { flow: { flowId: ownId, version, name: name ?? ownId, nodes }, findings };
}

type IvrNode = z.infer<typeof ivrNode>;

/** A flow in the platform's own form (`id`, `type`, `config`, `on`, types spelt our way) is left to its own reader. */
function isForeign(nodes: readonly IvrNode[], hasLinks: boolean): boolean {
  const spelt = nodes.map(({ type, nodeType }) => type ?? nodeType ?? '');
  if (!spelt.some((type) => ['start', 'hangup'].includes(typeOfIvrNode(type)))) return false;
  if (hasLinks && nodes.every(({ on }) => on === undefined)) return true;
  return nodes.some(
    ({ type, nodeId, next }, at) =>
      type === undefined || nodeId !== undefined || next !== undefined || typeOfIvrNode(type) !== spelt[at],
  );
}

function configOf({ config, data, properties, settings, name, label }: IvrNode): JsonObject {
  const own: JsonObject = config ?? data ?? properties ?? settings ?? {};
  const shown = label ?? name;
  const address = own.url ?? own.endpoint ?? own.uri;
  return {
    ...own,
    ...(address !== undefined && { url: address }),
    ...(own.body === undefined && own.payload !== undefined && { body: own.payload }),
    ...(shown !== undefined && own._label === undefined && { _label: shown }),
  };
}

/** Edges that stand in the node itself. */
function linksWithin(nodes: readonly IvrNode[]): Link[] {
  return nodes.flatMap((node): Link[] => {
    const from = node.id ?? node.nodeId;
    if (from === undefined) return [];
    const named = Object.entries(node.on ?? {}).map(([event, to]) => ({ from, to, event }));
    return node.next === undefined ? named : [...named, { from, to: node.next, event: 'next' }];
  });
}

function linkOf({ from, source, to, target, event, label, port }: z.infer<typeof ivrLink>): Link {
  return { from: from ?? source ?? '', to: to ?? target ?? '', event: event ?? port ?? label };
}

/** Start's links are named by what they lead to; others keep their name, and `next` where they have none. */
function addEdge(link: Link, byId: ReadonlyMap<string, FlowNode>, findings: Finding[]): void {
  const { from, to } = straightened(link, byId);
  const node = byId.get(from);
  if (!node) {
    findings.push(note(null, 'error', `A link begins at “${from}”, which does not exist.`));
    return;
  }
  const target = byId.get(to)?.type;
  const special = node.type === 'start' && (target === 'hangup' || target === 'exception') ? target : undefined;
  const trigger = node.type === 'hangup' ? 'triggered' : 'next';
  const event = special ?? (link.event || trigger);
  if (!Object.hasOwn(node.on, event)) {
    node.on = { ...node.on, [event]: to };
    return;
  }
  if (node.on[event] === to) return;
  let number = 2;
  while (Object.hasOwn(node.on, `${event} ${number}`)) number += 1;
  node.on = { ...node.on, [`${event} ${number}`]: to };
  findings.push(note(node.id, 'warning', `Several links leave by “${event}”; only the first is taken.`));
}

/** Designers draw the link between Start and Hang-up either way round. */
function straightened(link: Link, byId: ReadonlyMap<string, FlowNode>): Link {
  const isBackwards = byId.get(link.from)?.type === 'hangup' && byId.get(link.to)?.type === 'start';
  return isBackwards ? { ...link, from: link.to, to: link.from } : link;
}

function note(nodeId: string | null, severity: Finding['severity'], message: string): Finding {
  return { rule: 'import', severity, nodeId, message };
}
