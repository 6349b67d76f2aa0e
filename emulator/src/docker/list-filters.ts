import { EngineRefusal } from './http-exchange.ts';
import { isObject, parseJson, textsOf } from './json.ts';

/** Filters of a list: the kind of filter, and the values of which one (for labels: each) must hold. */
export type ListFilters = Readonly<Record<string, readonly string[]>>;

/**
 * Reads the query parameter `filters` in both forms that clients use: `{"label":["a=b"]}` and
 * `{"label":{"a=b":true}}`.
 * @throws EngineRefusal when it is no JSON object.
 */
export function readFilters(text: string | null): ListFilters {
  if (text === null || text === '') return {};
  const parsed = parseJson(text);
  if (!isObject(parsed)) throw new EngineRefusal(400, `invalid filters: ${text}`);
  return Object.fromEntries(
    Object.entries(parsed).map(([kind, values]) => [
      kind,
      isObject(values) ? Object.keys(values) : textsOf(values),
    ]),
  );
}

/** Tells whether labels hold everything that a filter asks for: `name` or `name=value`. */
export function matchesLabels(
  labels: Readonly<Record<string, string>>,
  wanted: readonly string[],
): boolean {
  return wanted.every((text) => {
    const at = text.indexOf('=');
    return at === -1 ? text in labels : labels[text.slice(0, at)] === text.slice(at + 1);
  });
}

/** Tells whether a name holds one of the patterns, with or without its leading slash, as the Engine does. */
export function matchesName(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const expression = toExpression(pattern);
    return expression.test(name) || expression.test(`/${name}`);
  });
}

function toExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new EngineRefusal(400, `invalid filter 'name=${pattern}'`);
  }
}
