import type { AnyNode, CallExpression } from 'acorn';
import { ANY_TEXT, type FlagPattern } from './flag-pattern.ts';
import type { Origin, Origins } from './origins.ts';
import { keyOf } from './scopes.ts';

/** The texts that an expression may be. */
export interface Texts {
  /** Parts that cannot be told are `*`. */
  readonly texts: readonly FlagPattern[];
  /** False when it may also be a text that cannot be told at all. */
  readonly isComplete: boolean;
}

/** The endpoints that code may speak of. */
export interface EndpointNames {
  /** In the code of an interface: the endpoints that have its class. */
  readonly own: readonly string[];
  /** All of the charm. */
  readonly all: readonly string[];
}

/** Stands for the name of the endpoint in the code of an interface. */
export const ENDPOINT_NAME = '{endpoint_name}';

/** More texts than this for one expression tell nothing any more. */
const MAXIMUM_TEXTS = 1000;

/** Tells the texts that expressions may be. */
export class TextReader {
  readonly #origins: Origins;
  readonly #endpoints: EndpointNames;
  /** Expressions that are being read; one that is part of itself cannot be told. */
  readonly #active = new Set<AnyNode>();

  constructor(origins: Origins, endpoints: EndpointNames) {
    this.#origins = origins;
    this.#endpoints = endpoints;
  }

  /**
   * The texts that an expression may be; `{endpoint_name}` is expanded in them.
   * @param isShort the texts are flags without `endpoint.<name>.`.
   */
  read(node: AnyNode, isShort = false): Texts {
    const { texts, isComplete } = this.#read(node);
    const expanded = isShort
      ? this.#onEndpoints(texts, this.#endpoints.own)
      : texts.flatMap((text) => this.#insertName(text));
    const telling = expanded.filter((text) => text !== ANY_TEXT);
    return {
      texts: [...new Set(telling)],
      isComplete: isComplete && telling.length === expanded.length && telling.length > 0,
    };
  }

  #read(node: AnyNode): Texts {
    const parts = this.#origins.of(node).map((origin) => this.#textsOf(origin));
    return {
      texts: [...new Set(parts.flatMap((part) => part ?? []))],
      isComplete: parts.length > 0 && parts.every((part) => part !== undefined),
    };
  }

  #textsOf(origin: Origin): readonly FlagPattern[] | undefined {
    if (origin.kind === 'unknown') return undefined;
    if (origin.kind === 'property') {
      const isOwn = origin.base.kind === 'node' && origin.base.node.type === 'ThisExpression';
      const { own } = this.#endpoints;
      return isOwn && origin.key === 'name' && own.length > 0 ? own : undefined;
    }
    const { node } = origin;
    if (this.#active.has(node)) return undefined;
    this.#active.add(node);
    const texts = this.#textsIn(node);
    this.#active.delete(node);
    return texts;
  }

  #textsIn(node: AnyNode): readonly FlagPattern[] | undefined {
    if (node.type === 'Literal') {
      const { value } = node;
      return ['string', 'number'].includes(typeof value) ? [String(value)] : undefined;
    }
    if (node.type === 'TemplateLiteral') {
      const parts = node.quasis.flatMap(({ value }, index) => {
        const text = [value.cooked ?? ANY_TEXT];
        const expression = node.expressions[index];
        return expression === undefined ? [text] : [text, this.#part(expression)];
      });
      return joinAll(parts);
    }
    if (node.type === 'BinaryExpression' && node.operator === '+') {
      return joinAll([this.#part(node.left), this.#part(node.right)]);
    }
    return node.type === 'CallExpression' ? this.#expanded(node) : undefined;
  }

  /** A part of a longer text. */
  #part(node: AnyNode): readonly FlagPattern[] {
    const { texts, isComplete } = this.#read(node);
    return isComplete ? texts : [...texts, ANY_TEXT];
  }

  /** The flags that `expandName` and `flag` of an endpoint give (R104); undefined for other calls. */
  #expanded({ callee, arguments: [argument] }: CallExpression): readonly FlagPattern[] | undefined {
    if (callee.type !== 'MemberExpression' || argument === undefined) return undefined;
    const method = keyOf(callee.property, callee.computed);
    if (method !== 'expandName' && method !== 'flag') return undefined;
    return this.#onEndpoints(this.#part(argument), this.#endpointsOf(callee.object));
  }

  #onEndpoints(texts: readonly FlagPattern[], names: readonly string[]): readonly FlagPattern[] {
    return texts.flatMap((text) =>
      names.map((name) =>
        text.includes(ENDPOINT_NAME)
          ? text.replaceAll(ENDPOINT_NAME, name)
          : `endpoint.${name}.${text}`,
      ),
    );
  }

  /** The endpoints that an object may be: `endpoints.db` is one, others may be any. */
  #endpointsOf(node: AnyNode): readonly string[] {
    const { own, all } = this.#endpoints;
    if (own.length > 0) return own;
    const named = this.#origins.of(node).map((origin) => {
      return origin.kind === 'property' ? all.find((name) => name === origin.key) : undefined;
    });
    const names = named.filter((name) => name !== undefined);
    return names.length > 0 && names.length === named.length ? names : all;
  }

  #insertName(text: FlagPattern): readonly FlagPattern[] {
    const { own } = this.#endpoints;
    if (own.length === 0 || !text.includes(ENDPOINT_NAME)) return [text];
    return own.map((name) => text.replaceAll(ENDPOINT_NAME, name));
  }
}

/** All ways to put parts one behind the other. */
function joinAll(parts: readonly (readonly string[])[]): readonly FlagPattern[] {
  const joined = parts.reduce<readonly string[]>(
    (texts, part) => {
      if (texts.length * part.length > MAXIMUM_TEXTS) return texts.map((text) => text + ANY_TEXT);
      return texts.flatMap((text) => part.map((item) => text + item));
    },
    [''],
  );
  return [...new Set(joined.map((text) => text.replaceAll(/\*{2,}/g, ANY_TEXT)))];
}
