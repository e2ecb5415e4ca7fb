/** JSON as a tree that folds. Texts are shown as text, whatever is in them. */
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { count } from '../format.ts';
import { type JsonNode, unquote } from './parse.ts';
import classes from './Tree.module.css';

const openDepth = 3;
const batch = 100;

export function Tree({ node, label }: { node: JsonNode; label: string }) {
  return (
    <div className={classes.tree} role="tree" aria-label={label}>
      <Branch node={node} name={undefined} depth={0} />
    </div>
  );
}

function Branch({ node, name, depth }: { node: JsonNode; name: string | undefined; depth: number }) {
  const [open, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(batch);
  const children = childrenOf(node);
  if (!children) {
    return (
      <div role="treeitem" tabIndex={-1} className={classes.line} style={{ paddingLeft: depth * 14 + 16 }}>
        <Name name={name} />
        <Leaf node={node} />
      </div>
    );
  }
  const [before, after] = node.kind === 'array' ? ['[', ']'] : ['{', '}'];
  return (
    <div role="treeitem" tabIndex={-1} aria-expanded={open}>
      <button
        type="button"
        className={classes.line}
        style={{ paddingLeft: depth * 14 }}
        disabled={children.length === 0}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight
          size={12}
          className={classes.chevron}
          data-open={open || undefined}
          data-none={children.length === 0 || undefined}
          aria-hidden
        />
        <Name name={name} />
        <span className={classes.punct}>
          {before}
          {open && children.length > 0 ? null : (
            <>
              {children.length > 0 ? <span className={classes.count}> {count(children.length)} </span> : null}
              {after}
            </>
          )}
        </span>
      </button>
      {open && children.length > 0 ? (
        // biome-ignore lint/a11y/useSemanticElements: a group of tree items, not of form fields.
        <div role="group">
          {children.slice(0, shown).map((child, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: received JSON does not change, and keys may come twice.
            <Branch key={index} node={child.node} name={child.name} depth={depth + 1} />
          ))}
          {children.length > shown ? (
            <button
              type="button"
              className={classes.more}
              style={{ marginLeft: (depth + 1) * 14 + 16 }}
              onClick={() => setShown(shown + batch * 10)}
            >
              Show more of {count(children.length)}
            </button>
          ) : null}
          <div className={classes.line} style={{ paddingLeft: depth * 14 + 16 }}>
            <span className={classes.punct}>{after}</span>
          </div>
        </div>
      ) : null}
    </div>
  );
}

function childrenOf(node: JsonNode): { name: string | undefined; node: JsonNode }[] | undefined {
  if (node.kind === 'array') return node.items.map((item) => ({ name: undefined, node: item }));
  if (node.kind === 'object') return node.entries.map((entry) => ({ name: unquote(entry.key), node: entry.value }));
  return undefined;
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <bdi className={classes.key}>{name}</bdi>
      <span className={classes.punct}>: </span>
    </>
  );
}

function Leaf({ node }: { node: JsonNode }) {
  if (node.kind === 'string') {
    return (
      <span className={classes.string}>
        “<bdi>{unquote(node.raw)}</bdi>”
      </span>
    );
  }
  if (node.kind === 'number') return <span className={classes.number}>{node.raw}</span>;
  return <span className={classes.atom}>{node.kind === 'atom' ? node.raw : null}</span>;
}
