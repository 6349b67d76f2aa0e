import type { Databag, EndpointRole } from '@reactive-charms/juju';
import type { Endpoint, EndpointClass } from '@reactive-charms/reactive';
import { fakeEndpoint } from '@reactive-charms/testing';
import type { Bags } from './python-charm.ts';

/** Our end of a relation, on whose other end units publish these databags. */
export function ourEnd<T extends Endpoint>(
  endpointClass: EndpointClass<T>,
  units: Bags = {},
  role: EndpointRole = 'requires',
): T {
  return fakeEndpoint(endpointClass, { 'ours:0': { units } }, role);
}

/** What our end has in its databag. */
export function publishedBy(end: Endpoint): Databag {
  return { ...end.relations[0]?.published };
}

/** A databag with every JSON text in it read: spacing and the order of members do not count. */
export function parsed(bag: Databag): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bag).map(([key, text]): [string, unknown] => [key, parseIfJson(text)]),
  );
}

function parseIfJson(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  const value: unknown = JSON.parse(text);
  return value;
}
