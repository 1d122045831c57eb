// A document as a tree that folds, coloured by type. Strings that name another resource are links.
import { useState } from "react";
import type { JsonValue } from "../platform/bindings";

/** How deep the tree is open at first. */
const OPEN_DEPTH = 2;
/** A longer list shows its beginning until asked for more. */
const FIRST_ITEMS = 100;

/** The tree. */
export function JsonTree(props: { value: JsonValue; onFollow?: (arn: string) => void }) {
  return (
    <div className="json-tree" role="tree" aria-label="Document">
      <Branch value={props.value} depth={0} name={null} onFollow={props.onFollow} />
    </div>
  );
}

interface BranchProps {
  name: string | null;
  value: JsonValue;
  depth: number;
  onFollow: ((arn: string) => void) | undefined;
}

function Branch({ name, value, depth, onFollow }: BranchProps) {
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const [limit, setLimit] = useState(FIRST_ITEMS);
  const label = name === null ? null : <span className="json-tree__name">{name}: </span>;
  if (typeof value !== "object" || value === null) {
    return (
      <div role="treeitem" className="json-tree__leaf">
        {label}
        <Leaf value={value} onFollow={onFollow} />
      </div>
    );
  }
  const entries = Array.isArray(value) ? value.map((one, index) => [String(index), one] as const) : Object.entries(value);
  const [left, right] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div role="treeitem" className="json-tree__leaf">
        {label}
        {left + right}
      </div>
    );
  }
  return (
    <div role="treeitem" aria-expanded={open}>
      <button type="button" className="json-tree__toggle" onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{open ? "▾" : "▸"}</span> {label}
        <span className="json-tree__count">{open ? left : `${left} ${entries.length} ${right}`}</span>
      </button>
      {open && (
        <div role="group" className="json-tree__group">
          {entries.slice(0, limit).map(([key, one]) => (
            <Branch key={key} name={key} value={one} depth={depth + 1} onFollow={onFollow} />
          ))}
          {entries.length > limit && (
            <button type="button" className="json-tree__toggle" onClick={() => setLimit(limit * 4)}>
              {entries.length - limit} more
            </button>
          )}
          {right}
        </div>
      )}
    </div>
  );
}

function Leaf({ value, onFollow }: { value: string | number | boolean | null; onFollow: ((arn: string) => void) | undefined }) {
  if (typeof value !== "string") return <span className="json-tree__plain">{String(value)}</span>;
  const follows = onFollow && /^arn:[\w-]+:[\w-]+:[^*]*$/.test(value);
  if (!follows) return <span className="json-tree__text">&quot;{value}&quot;</span>;
  return (
    <button type="button" className="json-tree__link" onClick={() => onFollow(value)}>
      &quot;{value}&quot;
    </button>
  );
}
