import { TINY_CHARM } from './tiny-charm.ts';
import type { Files } from './workspace.ts';

/** The code of a base layer whose layers have handlers with conditions. */
export const BASE_CODE = `
export interface Layer { readonly name: string; readonly handlers: object[]; readonly triggers: object[] }
export function defineLayer(name: string, define: (layer: any) => void = () => undefined): Layer {
  const handlers: object[] = [];
  const triggers: object[] = [];
  const start = (conditions: object[]): object => ({
    when: (...flags: string[]) => start([...conditions, { kind: 'all', flags }]),
    whenAny: (...flags: string[]) => start([...conditions, { kind: 'any', flags }]),
    whenNot: (...flags: string[]) => start([...conditions, { kind: 'none', flags }]),
    onlyOnce: () => start([...conditions, { kind: 'once' }]),
    handle: (id: string) => handlers.push({ id: \`\${name}/\${id}\`, binding: { kind: 'flags' }, conditions }),
  });
  define({ ...start([]), trigger: (trigger: object) => triggers.push(trigger) });
  return { name, handlers, triggers };
}
export class Endpoint { readonly name = 'x'; expandName(flag: string): string { return flag; } }
`;

/** Its main answers `reactive describe` as the engine does. */
const BASE: Files = {
  'layers/base/lib/index.ts': BASE_CODE,
  'layers/base/lib/main.ts': `
import type { Layer } from './index.ts';
export function main(definition: { readonly layers: readonly Layer[] }): void {
  if (process.argv.slice(2).join(' ') !== 'reactive describe') throw new Error('describe only');
  process.stdout.write(JSON.stringify({
    definition,
    environment: process.env,
    handlers: definition.layers.flatMap(({ handlers }) => handlers),
    triggers: definition.layers.flatMap(({ triggers }) => triggers),
    findings: definition.layers.flatMap((layer: any) => layer.findings ?? []),
  }));
}
`,
};

/** The handlers of the charm's own layer. */
export function handlersOf(...lines: readonly string[]): string {
  return `import { defineLayer, type Layer } from '@fixture/base';
export const layer: Layer = defineLayer('wordpress', (layer: any) => {
${lines.map((line) => `  ${line}\n`).join('')}});
`;
}

/** The charm wordpress, on a base that knows flags. */
export const FLAG_CHARM: Files = {
  ...TINY_CHARM,
  ...BASE,
  'layers/wordpress/reactive/wordpress.ts': handlersOf(
    "layer.when('blog.ready').handle('serve', () => undefined);",
    "layer.handle('start', ({ flags }: any) => flags.set('blog.ready'));",
  ),
};
