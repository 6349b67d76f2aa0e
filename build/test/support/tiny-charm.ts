import type { Files } from './workspace.ts';

/** A base layer with a main of its own: it prints the charm's definition and what Juju runs. */
const BASE: Files = {
  'layers/base/layer.yaml': 'entry: lib/main.ts\nbases: [ubuntu@22.04]\n',
  'layers/base/package.json': {
    name: '@fixture/base',
    version: '1.0.0',
    exports: { '.': './lib/index.ts' },
  },
  'layers/base/lib/index.ts': `
export interface Layer { readonly name: string }
export function defineLayer(name: string): Layer { return { name }; }
export class Endpoint {}
`,
  'layers/base/lib/main.ts': `
import type { Layer } from './index.ts';
interface Definition { readonly layers: readonly Layer[]; readonly endpoints: object }
export function main(definition: Definition): void {
  process.stdout.write(JSON.stringify({
    ...definition,
    layers: definition.layers.map((layer) => layer.name),
    endpoints: Object.fromEntries(
      Object.entries(definition.endpoints).map(([name, { role }]) => [name, role]),
    ),
    run: process.env['JUJU_DISPATCH_PATH'],
    args: process.argv.slice(2),
    cwd: process.cwd(),
    path: process.env['PATH']?.split(':')[0],
    variables: Object.keys(process.env),
  }));
}
`,
};

const INTERFACE: Files = {
  'interfaces/mysql/interface.yaml': 'name: mysql\n',
  'interfaces/mysql/package.json': {
    name: '@fixture/interface-mysql',
    version: '1.0.0',
    exports: { '.': './index.ts' },
  },
  'interfaces/mysql/index.ts': "export * from './requires.ts';\n",
  'interfaces/mysql/requires.ts': `
import { Endpoint } from '@fixture/base';
export class Requires extends Endpoint { static readonly role = 'requires mysql'; }
`,
};

const CHARM: Files = {
  'layers/wordpress/layer.yaml':
    'includes:\n  - layer:base\n  - interface:mysql\nbases: [ubuntu@24.04]\n',
  'layers/wordpress/package.json': { name: '@fixture/wordpress', version: '3.2.1' },
  'layers/wordpress/metadata.yaml': `name: wordpress
summary: A blog.
description: A blog.
requires:
  db:
    interface: mysql
provides:
  website: http
`,
  'layers/wordpress/config.yaml':
    'options:\n  port: {type: int, default: 80, description: Port.}\n',
  'layers/wordpress/actions.yaml': 'ping: {description: Answers.}\n',
  'layers/wordpress/files/run': { text: '#!/bin/sh\n', mode: 0o755 },
  'layers/wordpress/files/data.txt': 'data\n',
  'layers/wordpress/reactive/wordpress.ts': `
import { defineLayer, type Layer } from '@fixture/base';
import { heavy } from '../lib/unused.ts';
export const layer: Layer = defineLayer('wordpress');
export const later = (): string => heavy;
`,
  'layers/wordpress/lib/unused.ts': `export const heavy = '${'x'.repeat(50_000)}';\n`,
  LICENSE: 'Free.\n',
};

/** A whole charm in three small packages, none of them ours. */
export const TINY_CHARM: Files = { ...BASE, ...INTERFACE, ...CHARM };
