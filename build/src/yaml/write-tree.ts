import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { needsQuotes } from './ambiguity.ts';
import type { MapTree, ScalarTree, Tree } from './tree.ts';

/**
 * Writes a tree as YAML: no tags, comments and block texts kept, and every text quoted that YAML 1.1
 * or 1.2 would read as another type (contract section 7.2).
 */
export function writeTree(tree: Tree): string {
  const document = new Document();
  document.contents = toNode(tree);
  return document.toString({ lineWidth: 0 });
}

function toNode(tree: Tree): YAMLMap | YAMLSeq | Scalar {
  if (tree.kind === 'map') return toMapNode(tree);
  if (tree.kind === 'list') {
    const list = new YAMLSeq();
    list.items = tree.items.map(toNode);
    return list;
  }
  return toScalarNode(tree);
}

function toMapNode(tree: MapTree): YAMLMap {
  const map = new YAMLMap();
  map.items = tree.entries.map(({ key, value, comment }) => {
    const keyNode = textNode(key);
    if (comment !== undefined) keyNode.commentBefore = comment;
    return new Pair(keyNode, toNode(value));
  });
  return map;
}

function toScalarNode({ value, block, comment }: ScalarTree): Scalar {
  const node = typeof value === 'string' ? textNode(value) : new Scalar<unknown>(value);
  if (block !== undefined) node.type = block === 'literal' ? 'BLOCK_LITERAL' : 'BLOCK_FOLDED';
  if (comment !== undefined) node.comment = comment;
  return node;
}

function textNode(text: string): Scalar {
  const node = new Scalar<unknown>(text);
  if (needsQuotes(text)) node.type = 'QUOTE_DOUBLE';
  return node;
}
