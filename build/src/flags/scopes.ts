import type {
  AnonymousFunctionDeclaration,
  AnyNode,
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  Pattern,
  Program,
} from 'acorn';
import { fullAncestor, simple } from 'acorn-walk';

/** A function in the code, whatever its form. */
export type FunctionNode =
  AnonymousFunctionDeclaration | FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** Where the value of a variable comes from. */
export type Source =
  /** An expression, a function or a class. */
  | { readonly kind: 'node'; readonly node: AnyNode }
  /** A property of something; without a key, any of its properties. */
  | { readonly kind: 'property'; readonly key: string | undefined; readonly base: Source }
  /** An item of a list; without an index, any of its items. */
  | { readonly kind: 'element'; readonly base: Source; readonly index?: number }
  /** What callers pass. */
  | { readonly kind: 'parameter'; readonly of: FunctionNode; readonly index: number }
  | { readonly kind: 'either'; readonly sources: readonly Source[] }
  | { readonly kind: 'unknown' };

/** A variable, with all that is ever assigned to it. */
export interface Binding {
  readonly sources: Source[];
  readonly references: Identifier[];
}

const UNKNOWN: Source = { kind: 'unknown' };
const NOTHING: readonly Source[] = [];

/** Which variable each name in a program stands for. */
export class Scopes {
  /** All nodes, inner ones before outer ones. */
  readonly nodes: readonly AnyNode[];
  readonly #parents = new Map<AnyNode, AnyNode>();
  readonly #tables = new Map<AnyNode, Map<string, Binding>>();

  constructor(program: Program) {
    const nodes: AnyNode[] = [];
    fullAncestor(program, (node, _, ancestors) => {
      const parent = ancestors.at(-2);
      if (parent !== undefined) this.#parents.set(node, parent);
      nodes.push(node);
    });
    this.nodes = nodes;
    this.#declareAll(program);
    for (const node of nodes) this.#assign(node);
  }

  /** The node around a node. */
  parentOf(node: AnyNode): AnyNode | undefined {
    return this.#parents.get(node);
  }

  /** The variable that a name stands for; undefined when the program does not define it. */
  bindingOf(identifier: Identifier): Binding | undefined {
    let scope: AnyNode | undefined = identifier;
    while (scope !== undefined) {
      const found = this.#tables.get(scope)?.get(identifier.name);
      if (found !== undefined) return found;
      scope = this.#parents.get(scope);
    }
    return undefined;
  }

  #declareAll(program: Program): void {
    const declareFunction = (node: FunctionNode): void => this.#declareFunction(node);
    simple(program, {
      VariableDeclaration: (node) => {
        const scope = this.#scopeOf(node, node.kind === 'var' ? isFunctionScope : isScope);
        for (const { id, init } of node.declarations) {
          const source: Source | undefined = init
            ? { kind: 'node', node: init }
            : this.#iterated(node);
          for (const [name, value] of namesIn(id, source)) this.#add(scope, name, value);
        }
      },
      FunctionDeclaration: declareFunction,
      FunctionExpression: declareFunction,
      ArrowFunctionExpression: declareFunction,
      ClassDeclaration: (node) => {
        if (node.id) this.#add(this.#scopeOf(node, isScope), node.id.name, { kind: 'node', node });
      },
      ClassExpression: (node) => {
        if (node.id) this.#add(node, node.id.name, { kind: 'node', node });
      },
      CatchClause: (node) => {
        const names = node.param ? namesIn(node.param, UNKNOWN) : [];
        for (const [name] of names) this.#add(node, name, UNKNOWN);
      },
      ImportDeclaration: (node) => {
        const scope = this.#scopeOf(node, isScope);
        for (const { local } of node.specifiers) this.#add(scope, local.name, UNKNOWN);
      },
    });
  }

  #declareFunction(node: FunctionNode): void {
    if (node.id) {
      const scope = node.type === 'FunctionDeclaration' ? this.#scopeOf(node, isScope) : node;
      this.#add(scope, node.id.name, { kind: 'node', node });
    }
    node.params.forEach((pattern, index) => {
      const source: Source =
        pattern.type === 'RestElement' ? UNKNOWN : { kind: 'parameter', of: node, index };
      for (const [name, value] of namesIn(pattern, source)) this.#add(node, name, value);
    });
  }

  /** What a loop gives to its variable. */
  #iterated(declaration: AnyNode): Source | undefined {
    const loop = this.#parents.get(declaration);
    if (loop?.type === 'ForOfStatement' && loop.left === declaration) {
      return { kind: 'element', base: { kind: 'node', node: loop.right } };
    }
    return loop?.type === 'ForInStatement' ? UNKNOWN : undefined;
  }

  #assign(node: AnyNode): void {
    if (node.type === 'Identifier') this.bindingOf(node)?.references.push(node);
    if (node.type !== 'AssignmentExpression') return;
    const source: Source = node.operator === '=' ? { kind: 'node', node: node.right } : UNKNOWN;
    for (const [, value, identifier] of namesIn(node.left, source)) {
      this.bindingOf(identifier)?.sources.push(...(value === undefined ? NOTHING : [value]));
    }
  }

  #add(scope: AnyNode, name: string, source: Source | undefined): void {
    const table = this.#tables.get(scope) ?? new Map<string, Binding>();
    this.#tables.set(scope, table);
    const binding = table.get(name) ?? { sources: [], references: [] };
    table.set(name, binding);
    if (source !== undefined) binding.sources.push(source);
  }

  #scopeOf(node: AnyNode, isWanted: (node: AnyNode) => boolean): AnyNode {
    let scope = this.#parents.get(node) ?? node;
    while (!isWanted(scope)) scope = this.#parents.get(scope) ?? scope;
    return scope;
  }
}

/** Tells whether a node is a function. */
export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** The name of a property where it is written out; undefined when it is computed. */
export function keyOf(key: AnyNode, isComputed: boolean): string | undefined {
  if (key.type === 'PrivateIdentifier') return key.name;
  if (!isComputed && key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value !== 'object' ? String(key.value) : undefined;
}

function isFunctionScope(node: AnyNode): boolean {
  return isFunction(node) || node.type === 'Program' || node.type === 'StaticBlock';
}

function isScope(node: AnyNode): boolean {
  return (
    isFunctionScope(node) ||
    node.type === 'BlockStatement' ||
    node.type === 'ForStatement' ||
    node.type === 'ForOfStatement' ||
    node.type === 'ForInStatement' ||
    node.type === 'SwitchStatement'
  );
}

type NamedSource = readonly [name: string, source: Source | undefined, identifier: Identifier];

/** The variables that a pattern fills, each with where its value comes from. */
function namesIn(pattern: Pattern, source: Source | undefined): NamedSource[] {
  switch (pattern.type) {
    case 'Identifier':
      return [[pattern.name, source, pattern]];
    case 'AssignmentPattern': {
      const preset: Source = { kind: 'node', node: pattern.right };
      const sources = source === undefined ? [preset] : [source, preset];
      return namesIn(pattern.left, { kind: 'either', sources });
    }
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => {
        if (property.type === 'RestElement') return namesIn(property.argument, UNKNOWN);
        const key = keyOf(property.key, property.computed);
        return namesIn(property.value, { kind: 'property', key, base: source ?? UNKNOWN });
      });
    case 'ArrayPattern':
      return pattern.elements.flatMap((element, index) => {
        if (element === null) return [];
        if (element.type === 'RestElement') return namesIn(element.argument, UNKNOWN);
        return namesIn(element, { kind: 'element', base: source ?? UNKNOWN, index });
      });
    case 'RestElement':
      return namesIn(pattern.argument, UNKNOWN);
    case 'MemberExpression':
      return [];
  }
}
