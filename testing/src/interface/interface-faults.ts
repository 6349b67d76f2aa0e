import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Databag, EndpointRole } from '@reactive-charms/juju';
import { Endpoint } from '@reactive-charms/reactive/engine';
import type {
  BagDefinition,
  InterfaceDefinition,
  SideDefinition,
} from '@reactive-charms/reactive/engine';
import { describeMalformed } from '@reactive-charms/reactive/engine';
import { fakeEndpoint } from '../fake-endpoint.ts';
import { hostileDatabags } from './hostile-databags.ts';
import { findReadmeFaults } from './readme-faults.ts';

/** An interface package under test. */
export interface InterfacePackage {
  /** The folder with interface.yaml and README.md. */
  readonly directory: string;
  /** What the package exports as `definition`. */
  readonly definition: InterfaceDefinition;
}

/** A side with its role and the side that it speaks to. */
interface Side {
  readonly role: EndpointRole;
  readonly own: SideDefinition;
  readonly other: SideDefinition;
}

/**
 * What is wrong with an interface package, one sentence each; a test of the package expects none:
 * - it has both sides, or peers alone, and the files that belong to it;
 * - the tables of its README say what the code says;
 * - each side reads the other's example without a complaint;
 * - nothing that the other side may publish makes a reader throw.
 */
export async function findInterfaceFaults({
  directory,
  definition,
}: InterfacePackage): Promise<string[]> {
  const sides = sidesOf(definition);
  if (sides === undefined) {
    return ['an interface has either both sides, provides and requires, or peers alone'];
  }
  const faults = findFileFaults(directory, definition);
  for (const side of sides) {
    faults.push(...(await findReadingFaults(side)));
    faults.push(...(await findThrows(side)));
  }
  return faults;
}

function sidesOf({ provides, requires, peers }: InterfaceDefinition): readonly Side[] | undefined {
  if (peers !== undefined) {
    if (provides !== undefined || requires !== undefined) return undefined;
    return [{ role: 'peers', own: peers, other: peers }];
  }
  if (provides === undefined || requires === undefined) return undefined;
  return [
    { role: 'provides', own: provides, other: requires },
    { role: 'requires', own: requires, other: provides },
  ];
}

function findFileFaults(directory: string, definition: InterfaceDefinition): string[] {
  const missing = ['README.md', 'interface.yaml', 'package.json'].filter(
    (file) => !existsSync(join(directory, file)),
  );
  const faults = missing.map((file) => `the package has no ${file}`);
  if (missing.includes('README.md')) return faults;
  const readme = readFileSync(join(directory, 'README.md'), 'utf8');
  return [...faults, ...findReadmeFaults(readme, definition)];
}

async function findReadingFaults(side: Side): Promise<string[]> {
  const { role, other } = side;
  const endpoint = joined(side, other.unit?.example ?? {}, other.application?.example);
  const problems = await endpoint.problems;
  return problems.map(
    (problem) => `${role} cannot read the example: ${describeMalformed(problem)}`,
  );
}

/** Reads databags that are malformed in every way through everything that the endpoint offers. */
async function findThrows(side: Side): Promise<string[]> {
  const { role, other } = side;
  const faults = new Set<string>();
  const kinds: readonly (readonly [BagDefinition | undefined, 'unit' | 'application'])[] = [
    [other.unit, 'unit'],
    [other.application, 'application'],
  ];
  for (const [bag, kind] of kinds) {
    for (const received of hostileDatabags(bag?.schema)) {
      const endpoint = kind === 'unit' ? joined(side, received) : joined(side, {}, received);
      for (const name of gettersOf(endpoint)) {
        const reason = await reasonOfThrow(() => Reflect.get(endpoint, name));
        if (reason !== undefined) faults.add(`${name} of ${role} throws: ${reason}`);
      }
    }
  }
  return [...faults];
}

async function reasonOfThrow(read: () => unknown): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** The names of what a class of an interface adds to an endpoint and can be read. */
function gettersOf(endpoint: Endpoint): string[] {
  const names = new Set<string>();
  let prototype: unknown = Object.getPrototypeOf(endpoint);
  while (typeof prototype === 'object' && prototype !== null && prototype !== Endpoint.prototype) {
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    for (const [name, descriptor] of descriptors) if ('get' in descriptor) names.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return [...names];
}

/** An endpoint of one relation with one unit on the other side. */
function joined({ role, own }: Side, received: Databag, applicationBag: Databag = {}): Endpoint {
  return fakeEndpoint(
    own.endpoint,
    { 'endpoint:0': { units: { 'remote/0': received }, applicationBag } },
    role,
  );
}
