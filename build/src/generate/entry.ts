import type { CharmFacts } from '../check/check-charm.ts';

/** What layers and interfaces bring into the charm. */
export interface EntryModules {
  /** The module whose `main` runs the charm. */
  readonly main: string;
  /** Modules that export a `layer`, from the base up. */
  readonly layers: readonly string[];
  /** Endpoint name → module and exported class. */
  readonly endpoints: Readonly<Record<string, { readonly module: string; readonly role: string }>>;
  /** Paths of handlers in other languages, within the charm. */
  readonly executables: readonly string[];
  /** Where the unit's memory is kept; undefined where the base layer does not leave it open. */
  readonly state: string | undefined;
  /** True when the charm is only built if nothing is wrong with it. */
  readonly checked: boolean;
}

/**
 * Writes the charm's entry module: it imports what the layers bring and composes the charm from it.
 * Pure; the texts are the same for the same input.
 */
export function entryModule(facts: CharmFacts, modules: EntryModules): string {
  const { executables, state, checked } = modules;
  const endpoints = Object.entries(modules.endpoints);
  const imports = [
    `import { main } from ${JSON.stringify(modules.main)};`,
    ...modules.layers.map(
      (path, index) => `import { layer as layer${index} } from ${JSON.stringify(path)};`,
    ),
    ...endpoints.map(
      ([, { module, role }], index) =>
        `import { ${role} as endpoint${index} } from ${JSON.stringify(module)};`,
    ),
  ];
  const definition = [
    `name: ${JSON.stringify(facts.metadata.name)}`,
    `metadata: ${JSON.stringify(facts.metadata)}`,
    `options: ${JSON.stringify(facts.options)}`,
    `actions: ${JSON.stringify(facts.actions)}`,
    `layers: [${modules.layers.map((_, index) => `layer${index}`).join(', ')}]`,
    `endpoints: { ${endpoints.map(([name], index) => `${JSON.stringify(name)}: endpoint${index}`).join(', ')} }`,
    ...(executables.length === 0 ? [] : [`executables: ${JSON.stringify(executables)}`]),
    ...(state === undefined ? [] : [`state: ${JSON.stringify(state)}`]),
    ...(checked ? ['checked: true'] : []),
  ];
  return `${imports.join('\n')}\nmain({\n  ${definition.join(',\n  ')},\n});\n`;
}
