import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listInterfaces } from '../support/interface-packages.ts';
import { expectSuccess, ROOT, runProgram } from '../support/programs.ts';
import { readFences } from './support/pages.ts';

/** A side as its class is called. */
type Side = 'Provides' | 'Requires' | 'Peers';

/** What the examples of a README stand in: a charm with one endpoint. */
interface Surroundings {
  /** Name of the endpoint in the examples, where it is not that of the interface. */
  readonly endpoint?: Readonly<Partial<Record<Side, string>>>;
  /** The side of each block, in order. */
  readonly sides: readonly Side[];
  /** Declarations of what the examples call and do not show. */
  readonly charm?: string;
  /** Types of the options that the examples read. */
  readonly options?: string;
}

const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  'contrail-controller': {
    sides: ['Requires', 'Requires', 'Provides'],
    charm: `declare function writeConfig(addresses: readonly string[], info?: protocol.OrchestratorInfo): void;`,
  },
  'contrail-kubernetes-config': {
    sides: ['Provides', 'Requires'],
    options: `cluster_name: string; pod_subnets: string; nested_mode: boolean; nested_mode_config: string`,
    charm: `declare function writePlugIn(subnets?: string, variables?: object): void;`,
  },
  'contrail-kubernetes-master-cluster': {
    endpoint: { Peers: 'kubernetes-master-cluster' },
    sides: ['Peers'],
    charm: `
      declare const ownAddress: string;
      declare function sortAddresses(addresses: readonly string[]): string[];`,
  },
  http: {
    endpoint: { Provides: 'website', Requires: 'reverseproxy' },
    sides: ['Provides', 'Requires'],
    options: 'port: number',
    charm: `declare function writeBackend(name: string, addresses: readonly string[]): void;`,
  },
  'juju-info': { sides: ['Requires', 'Provides'] },
  'kube-control': {
    sides: ['Requires', 'Provides'],
    charm: `
      declare function writeKubeconfig(values: { server?: string; token?: string; ca?: string }): void;
      declare function revokeTokens(user: string): Promise<void>;
      declare function createToken(user: string, group: string): Promise<string>;`,
  },
  'kubernetes-cni': {
    endpoint: { Provides: 'cni', Requires: 'cni' },
    sides: ['Provides', 'Requires'],
    options: `'default-cni': string`,
    charm: `
      declare function writeKubeletArguments(file?: string, subnets?: string): void;
      declare function writePlugIn(isMaster?: boolean, path?: string): void;`,
  },
  'nrpe-external-master': {
    sides: ['Provides', 'Requires'],
    charm: `declare function writeCommands(commands: readonly string[]): void;`,
  },
  'tls-certificates': {
    endpoint: { Provides: 'client' },
    sides: ['Requires', 'Requires', 'Provides'],
    charm: `
      declare function writeCertificates(values: { certificate?: string; key?: string; ca?: string }): void;
      declare function readAuthority(): string;
      declare function sign(wanted: protocol.WantedCertificate): Promise<{ certificate: string; key: string }>;`,
  },
};

/** The compiler is to judge examples as it judges the code of a charm elsewhere. */
const SETTINGS = {
  compilerOptions: {
    target: 'es2022',
    // The packages' own sources are compiled along.
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    strict: true,
  },
};

interface Example {
  readonly name: string;
  readonly side: Side;
  readonly text: string;
}

/** A charm's module around an example, whose lines end the module. */
function moduleAround(name: string, { side, text }: Example): string {
  const { endpoint = {}, options = '', charm = '' } = SURROUNDINGS[name] ?? {};
  return `
    import type { HandlerContext, LayerBuilder } from '@reactive-charms/reactive';
    import type * as protocol from '@reactive-charms/interface-${name}';
    interface Charm {
      readonly options: { ${options} };
      readonly endpoints: { readonly '${endpoint[side] ?? name}': protocol.${side} };
      readonly actions: {}; readonly results: {}; readonly storage: {}; readonly flags: never;
    }
    declare const layer: LayerBuilder<Charm>;
    declare const { config, endpoints, leader, unit }: HandlerContext<Charm>;
    ${charm}
    ${text}`;
}

/** The examples of an interface's README, each named by its place. */
function examplesOf(name: string): Example[] {
  const page = `interfaces/${name}/README.md`;
  const fences = readFences(page).filter(({ language }) => language === 'ts');
  return fences.map(({ text, line }, index) => {
    const side = SURROUNDINGS[name]?.sides[index];
    if (side === undefined) throw new Error(`${page}:${line} name the side of this example here`);
    return { name: `${name}-README-line-${line}.ts`, side, text };
  });
}

describe('the examples in the READMEs of the interfaces', () => {
  it('show each side of each interface', () => {
    for (const name of listInterfaces()) {
      const sides = new Set(examplesOf(name).map(({ side }) => side));
      const wanted = sides.has('Peers') ? ['Peers'] : ['Provides', 'Requires'];
      expect([name, [...sides].sort()]).toEqual([name, wanted]);
    }
  });

  it('compile in a charm', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interface-examples-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      const packages = join(ROOT, 'node_modules');
      for (const scope of ['@reactive-charms', '@types']) {
        symlinkSync(join(packages, scope), join(folder, 'node_modules', scope));
      }
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
      for (const name of listInterfaces()) {
        for (const example of examplesOf(name)) {
          writeFileSync(join(folder, example.name), moduleAround(name, example));
        }
      }
      const compiler = [join(packages, '.bin/tsc'), '-p', folder, '--pretty', 'false'];
      expectSuccess(await runProgram(compiler, { cwd: folder, environment: process.env }), 'tsc');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
