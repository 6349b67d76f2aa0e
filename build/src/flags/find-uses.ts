import type { AnyNode, CallExpression, Program } from 'acorn';
import type { FlagPattern } from './flag-pattern.ts';
import { Origins, type Origin } from './origins.ts';
import { keyOf, Scopes } from './scopes.ts';
import { TextReader, type EndpointNames } from './texts.ts';

/** A place in the code where a flag may become set. */
export interface FlagUse {
  readonly node: AnyNode;
  /** The flags; parts that cannot be told are `*`. */
  readonly flags: readonly FlagPattern[];
  /** False when other flags may become set there too. */
  readonly isComplete: boolean;
  /** The class around, if there is one, by the name that the author gave it. */
  readonly className: string | undefined;
}

/** A place in the code that names a handler. */
export interface HandlerUse {
  readonly node: AnyNode;
  readonly name: string;
}

/** What a program does with flags and handlers. */
export interface CodeUses {
  readonly flags: readonly FlagUse[];
  readonly handlers: readonly HandlerUse[];
}

/** Finds where a program sets flags and defines handlers. Pure. */
export function findUses(program: Program, endpoints: EndpointNames): CodeUses {
  const scopes = new Scopes(program);
  const finder = new Finder(scopes, endpoints);
  const named = scopes.nodes.flatMap((node) => finder.flagsNamedBy(node));
  const kept = endpoints.own.length === 0 ? [] : scopes.nodes.flatMap(keptFlags);
  return {
    flags: [
      ...[...new Set(named)].map((node) => finder.describe(node)),
      ...kept.map((node) => finder.describe(node, true)),
    ],
    handlers: scopes.nodes.flatMap((node) => finder.handlersNamedBy(node)),
  };
}

class Finder {
  readonly #scopes: Scopes;
  readonly #origins: Origins;
  readonly #texts: TextReader;

  constructor(scopes: Scopes, endpoints: EndpointNames) {
    this.#scopes = scopes;
    this.#origins = new Origins(scopes);
    this.#texts = new TextReader(this.#origins, endpoints);
  }

  describe(node: AnyNode, isShort = false): FlagUse {
    const { texts, isComplete } = this.#texts.read(node, isShort);
    return { node, flags: texts, isComplete, className: this.#classAround(node) };
  }

  /** The expressions that name flags to set, in a call or a trigger. */
  flagsNamedBy(node: AnyNode): readonly AnyNode[] {
    if (node.type === 'ObjectExpression') return isTrigger(node) ? this.#valuesOf(node, 'set') : [];
    if (node.type !== 'CallExpression') return [];
    const [first] = node.arguments;
    if (first === undefined) return [];
    if (this.#setsFlag(node)) return [first];
    if (methodOf(node) !== 'trigger') return [];
    return this.#valuesOf(first, 'set');
  }

  /** The values under a key of what an expression may be, also of what is spread into it. */
  #valuesOf(node: AnyNode, key: string): readonly AnyNode[] {
    return this.#origins.of(node).flatMap((origin) => {
      if (origin.kind !== 'node' || origin.node.type !== 'ObjectExpression') return [];
      const spread = origin.node.properties.flatMap((property) =>
        property.type === 'SpreadElement' ? this.#valuesOf(property.argument, key) : [],
      );
      return [...valuesOf(origin.node, key), ...spread];
    });
  }

  handlersNamedBy(node: AnyNode): readonly HandlerUse[] {
    if (node.type !== 'CallExpression') return [];
    const method = methodOf(node);
    const [first] = node.arguments;
    if (first === undefined || method === undefined) return [];
    if (!['handle', 'beforeHook', 'afterHook'].includes(method)) return [];
    return this.#texts.read(first).texts.map((name) => ({ node: first, name }));
  }

  #setsFlag({ callee }: CallExpression): boolean {
    if (callee.type === 'MemberExpression') {
      return isSetter(keyOf(callee.property, callee.computed)) && this.#isFlags(callee.object);
    }
    // `const { set } = flags`
    return (
      callee.type === 'Identifier' &&
      this.#origins
        .of(callee)
        .some(
          (origin) =>
            origin.kind === 'property' && isSetter(origin.key) && this.#areFlags(origin.base),
        )
    );
  }

  #isFlags(node: AnyNode): boolean {
    // The bundler adds a number where a name is taken.
    if (node.type === 'Identifier' && /^flags\d*$/.test(node.name)) return true;
    return this.#origins.of(node).some((origin) => this.#areFlags(origin));
  }

  #areFlags(origin: Origin): boolean {
    if (origin.kind === 'property') return origin.key === 'flags';
    // A trigger's own function is handed the flags.
    const parameter = origin.kind === 'unknown' ? origin.parameter : undefined;
    if (parameter?.index !== 0) return false;
    const property = this.#scopes.parentOf(parameter.of);
    const around = property && this.#scopes.parentOf(property);
    return around !== undefined && isTrigger(around) && valuesOf(around, 'run').length > 0;
  }

  #classAround(node: AnyNode): string | undefined {
    let around: AnyNode | undefined = node;
    while (around && around.type !== 'ClassDeclaration' && around.type !== 'ClassExpression') {
      around = this.#scopes.parentOf(around);
    }
    if (!around) return undefined;
    const parent = this.#scopes.parentOf(around);
    const named = parent?.type === 'VariableDeclarator' ? parent.id : around.id;
    return named?.type === 'Identifier' ? named.name.replace(/^_+|\d+$/g, '') : undefined;
  }
}

function isSetter(method: string | undefined): boolean {
  return method === 'set' || method === 'toggle';
}

/** The flags that an interface says to keep: `endpoint.sets('ready')`. */
function keptFlags(node: AnyNode): readonly AnyNode[] {
  return node.type === 'CallExpression' && methodOf(node) === 'sets' ? node.arguments : [];
}

function methodOf({ callee }: CallExpression): string | undefined {
  if (callee.type !== 'MemberExpression') return undefined;
  return keyOf(callee.property, callee.computed);
}

/** Triggers may lie in lists and constants before they are handed to the layer. */
function isTrigger(node: AnyNode): boolean {
  return valuesOf(node, 'when').length + valuesOf(node, 'whenNot').length > 0;
}

function valuesOf(node: AnyNode, key: string): readonly AnyNode[] {
  if (node.type !== 'ObjectExpression') return [];
  return node.properties.flatMap((property) =>
    property.type === 'Property' && keyOf(property.key, property.computed) === key
      ? [property.value]
      : [],
  );
}
