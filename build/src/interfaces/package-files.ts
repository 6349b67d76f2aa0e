import { needsQuotes } from '../yaml/ambiguity.ts';
import { packageName, type PackageNames } from './package-names.ts';
import { ENGINE, KIT, type EngineInPlace } from './package-place.ts';
import { PEERS, SIDES } from './templates/templates.ts';

/** What the files of a new package depend on. */
export interface NewPackage extends PackageNames {
  /** True for an interface among the units of one application. */
  readonly isPeers: boolean;
  readonly engine: EngineInPlace;
  readonly license: string | undefined;
  /** The scripts of its package.json. */
  readonly scripts: unknown;
}

/** The files of a new interface package by path, without the schemas that its code describes. Pure. */
export function packageFiles(source: NewPackage): ReadonlyMap<string, string> {
  const { summary, files } = source.isPeers ? PEERS : SIDES;
  const fill = (text: string): string =>
    text
      .replaceAll('{{name}}', source.name)
      .replaceAll('{{summary}}', summary)
      .replaceAll('{{engine}}', ENGINE)
      .replaceAll('{{kit}}', KIT);
  return new Map([
    ['interface.yaml', interfaceFile(source.name, summary)],
    ['package.json', packageFile(source, summary)],
    ...Object.entries(files).map(([path, text]) => [fill(path), fill(text)] as const),
  ]);
}

function interfaceFile(name: string, summary: string): string {
  const value = needsQuotes(name) ? `'${name}'` : name;
  return `name: ${value}\nsummary: ${summary}\nversion: 1\nmaintainer: The ${name} authors\n`;
}

function packageFile(source: NewPackage, summary: string): string {
  const { license, scripts, engine } = source;
  const content = {
    name: packageName(source),
    version: '0.1.0',
    private: true,
    description: summary,
    ...(license === undefined ? {} : { license }),
    type: 'module',
    ...(scripts === undefined ? {} : { scripts }),
    exports: { '.': './index.ts', './schemas/*.json': './schemas/*.json' },
    // A charm has one engine: a second copy shall be an error of npm install.
    ...(engine.isSource
      ? { dependencies: { [ENGINE]: engine.version } }
      : { peerDependencies: { [ENGINE]: `^${engine.version}` } }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
