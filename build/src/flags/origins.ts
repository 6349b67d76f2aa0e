import type { AnyNode, CallExpression, ClassBody, Identifier, ObjectExpression } from 'acorn';
import { isFunction, keyOf, type FunctionNode, type Scopes, type Source } from './scopes.ts';

/** What an expression may be at run time, as far as the code tells. */
export type Origin =
  /** A literal, a template, a function, a call of something outside, and so on. */
  | { readonly kind: 'node'; readonly node: AnyNode }
  /** A property of something that is made outside of the code; without a key, any of them. */
  | { readonly kind: 'property'; readonly key: string | undefined; readonly base: Origin }
  /** What outsiders pass as a parameter, if it is that. */
  | { readonly kind: 'unknown'; readonly parameter?: Parameter };

/** A parameter of a function. */
export interface Parameter {
  readonly of: FunctionNode;
  readonly index: number;
}

const UNKNOWN: readonly Origin[] = [{ kind: 'unknown' }];

/** Methods of lists that hand each item to the function that they are given. */
const ITEM_METHODS = ['forEach', 'map', 'flatMap', 'filter', 'find', 'some', 'every'];

/**
 * Follows expressions to where their values are made: through variables, parameters (to all calls),
 * properties of object literals, items of lists, results of functions.
 */
export class Origins {
  readonly #scopes: Scopes;
  readonly #methodCalls = new Map<string, CallExpression[]>();

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
    for (const node of scopes.nodes) {
      if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') continue;
      const name = keyOf(node.callee.property, node.callee.computed);
      if (name === undefined) continue;
      this.#methodCalls.set(name, [...(this.#methodCalls.get(name) ?? []), node]);
    }
  }

  /** All that an expression may be. */
  of(node: AnyNode): readonly Origin[] {
    return this.#follow({ kind: 'node', node }, new Set());
  }

  /** @param active what is being followed already; a circle adds nothing. */
  #follow(source: Source, active: ReadonlySet<AnyNode>): readonly Origin[] {
    switch (source.kind) {
      case 'node':
        if (active.has(source.node)) return [];
        return this.#followNode(source.node, new Set([...active, source.node]));
      case 'property':
        return this.#follow(source.base, active).flatMap((base) =>
          this.#member(base, source.key, active),
        );
      case 'element':
        return this.#follow(source.base, active).flatMap((base) =>
          this.#element(base, source.index, active),
        );
      case 'parameter':
        return this.#argumentsOf(source).flatMap((argument): readonly Origin[] =>
          argument.kind === 'unknown'
            ? [{ kind: 'unknown', parameter: source }]
            : this.#follow(argument, active),
        );
      case 'either':
        return source.sources.flatMap((item) => this.#follow(item, active));
      case 'unknown':
        return UNKNOWN;
    }
  }

  #followNode(node: AnyNode, active: ReadonlySet<AnyNode>): readonly Origin[] {
    if (node.type === 'Identifier') {
      const binding = this.#scopes.bindingOf(node);
      return binding?.sources.flatMap((item) => this.#follow(item, active)) ?? UNKNOWN;
    }
    if (node.type === 'MemberExpression') {
      const key = keyOf(node.property, node.computed);
      const base: Source = { kind: 'node', node: node.object };
      return this.#follow({ kind: 'property', key, base }, active);
    }
    if (node.type === 'CallExpression') return this.#result(node, active);
    const choices = choicesOf(node);
    if (choices === undefined) return [{ kind: 'node', node }];
    return choices.flatMap((choice) => this.#follow({ kind: 'node', node: choice }, active));
  }

  #member(base: Origin, key: string | undefined, active: ReadonlySet<AnyNode>): readonly Origin[] {
    const node = base.kind === 'node' ? base.node : undefined;
    if (node?.type === 'ObjectExpression') return this.#property(node, key, active);
    if (node?.type === 'ArrayExpression') {
      return this.#element(base, key === undefined ? undefined : Number(key), active);
    }
    const value = node && staticValue(node, key);
    if (value) return this.#follow({ kind: 'node', node: value }, active);
    return [{ kind: 'property', key, base }];
  }

  #property(
    { properties }: ObjectExpression,
    key: string | undefined,
    active: ReadonlySet<AnyNode>,
  ): readonly Origin[] {
    return properties.flatMap((property): readonly Origin[] => {
      if (property.type === 'SpreadElement') {
        return this.#follow({ kind: 'node', node: property.argument }, active).flatMap((base) =>
          this.#member(base, key, active),
        );
      }
      if (key !== undefined && keyOf(property.key, property.computed) !== key) return [];
      return this.#follow({ kind: 'node', node: property.value }, active);
    });
  }

  #element(
    base: Origin,
    index: number | undefined,
    active: ReadonlySet<AnyNode>,
  ): readonly Origin[] {
    if (base.kind !== 'node' || base.node.type !== 'ArrayExpression') return UNKNOWN;
    const { elements } = base.node;
    const wanted = index === undefined || isSpread(elements) ? elements : [elements[index]];
    return wanted.flatMap((item): readonly Origin[] => {
      if (!item) return [];
      if (item.type !== 'SpreadElement') return this.#follow({ kind: 'node', node: item }, active);
      const list: Source = { kind: 'node', node: item.argument };
      return this.#follow({ kind: 'element', base: list }, active);
    });
  }

  /** What a call gives: the results of a function of the code, or the call itself. */
  #result(call: CallExpression, active: ReadonlySet<AnyNode>): readonly Origin[] {
    const { callee } = call;
    const [first] = call.arguments;
    if (callee.type === 'MemberExpression') {
      const isFreeze = keyOf(callee.property, callee.computed) === 'freeze';
      if (isFreeze && first) return this.#follow({ kind: 'node', node: first }, active);
      return [{ kind: 'node', node: call }];
    }
    return this.#follow({ kind: 'node', node: callee }, active).flatMap((origin) => {
      if (origin.kind !== 'node' || !isFunction(origin.node)) return [{ kind: 'node', node: call }];
      return this.#resultsOf(origin.node).flatMap((node) =>
        this.#follow({ kind: 'node', node }, active),
      );
    });
  }

  #resultsOf(called: FunctionNode): readonly AnyNode[] {
    if (called.body.type !== 'BlockStatement') return [called.body];
    return this.#scopes.nodes.flatMap((node) => {
      if (node.type !== 'ReturnStatement' || !node.argument) return [];
      let around = this.#scopes.parentOf(node);
      while (around && !isFunction(around)) around = this.#scopes.parentOf(around);
      return around === called ? [node.argument] : [];
    });
  }

  /** What callers pass as one parameter of a function; unknown where others may call it. */
  #argumentsOf({ of: called, index }: Parameter): readonly Source[] {
    const parent = this.#scopes.parentOf(called);
    const uses = [called, ...this.#namesOf(called, parent)];
    const sources = uses.map((use) => this.#passed(use, index));
    const method = parent && methodName(parent, called);
    const calls = method === undefined ? [] : (this.#methodCalls.get(method) ?? []);
    const found = [...sources.flat(), ...calls.map((call) => argumentAt(call, index))];
    return found.length > 0 ? found : [{ kind: 'unknown' }];
  }

  /** All places where a function is named. */
  #namesOf(called: FunctionNode, parent: AnyNode | undefined): readonly Identifier[] {
    const owners = [
      called.type === 'FunctionDeclaration' ? called.id : undefined,
      parent?.type === 'VariableDeclarator' ? parent.id : undefined,
      parent?.type === 'AssignmentExpression' ? parent.left : undefined,
    ];
    return owners.flatMap((owner) =>
      owner?.type === 'Identifier'
        ? (this.#scopes.bindingOf(owner)?.references.filter((name) => name !== owner) ?? [])
        : [],
    );
  }

  /** What a use of a function passes to it: a call, or handing it to a method of a list. */
  #passed(use: AnyNode, index: number): readonly Source[] {
    const call = this.#scopes.parentOf(use);
    if (call?.type !== 'CallExpression') {
      return isDefinition(call) ? [] : [{ kind: 'unknown' }];
    }
    if (call.callee === use) return [argumentAt(call, index)];
    const { callee } = call;
    if (callee.type !== 'MemberExpression' || index > 0) return [{ kind: 'unknown' }];
    const name = keyOf(callee.property, callee.computed);
    if (name === undefined || !ITEM_METHODS.includes(name)) return [{ kind: 'unknown' }];
    return [{ kind: 'element', base: { kind: 'node', node: callee.object } }];
  }
}

/** The expressions that another expression only chooses from or wraps; undefined for all others. */
function choicesOf(node: AnyNode): readonly AnyNode[] | undefined {
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate];
  if (node.type === 'LogicalExpression') return [node.left, node.right];
  if (node.type === 'SequenceExpression') return node.expressions.slice(-1);
  if (node.type === 'ChainExpression') return [node.expression];
  if (node.type === 'ParenthesizedExpression') return [node.expression];
  if (node.type === 'AwaitExpression') return [node.argument];
  if (node.type === 'AssignmentExpression') return [node.right];
  return undefined;
}

/** Where a function only gets its name; who calls it is seen elsewhere. */
function isDefinition(node: AnyNode | undefined): boolean {
  return (
    node === undefined ||
    ['VariableDeclarator', 'AssignmentExpression', 'Program', 'BlockStatement'].includes(
      node.type,
    ) ||
    ['Property', 'MethodDefinition', 'PropertyDefinition', 'ClassBody'].includes(node.type) ||
    node.type === 'ExportNamedDeclaration'
  );
}

/** The name under which others call a function that is a method, or a property of an object. */
function methodName(parent: AnyNode, called: FunctionNode): string | undefined {
  if (
    parent.type !== 'Property' &&
    parent.type !== 'MethodDefinition' &&
    parent.type !== 'PropertyDefinition'
  ) {
    return undefined;
  }
  return parent.value === called ? keyOf(parent.key, parent.computed) : undefined;
}

function argumentAt(call: CallExpression, index: number): Source {
  if (isSpread(call.arguments)) return { kind: 'unknown' };
  const node = call.arguments[index];
  return node === undefined ? { kind: 'either', sources: [] } : { kind: 'node', node };
}

function isSpread(items: readonly (AnyNode | null)[]): boolean {
  return items.some((item) => item?.type === 'SpreadElement');
}

/** The value of a static property of a class. */
function staticValue(node: AnyNode, key: string | undefined): AnyNode | undefined {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return undefined;
  const body: ClassBody = node.body;
  const member = body.body.find(
    (item) =>
      item.type === 'PropertyDefinition' && item.static && keyOf(item.key, item.computed) === key,
  );
  return member?.type === 'PropertyDefinition' ? (member.value ?? undefined) : undefined;
}
