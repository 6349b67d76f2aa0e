import type { Machine } from '../model.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { OutputFormat } from './format.ts';
import type { Value } from './value.ts';
import { ownApplication, unitOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { expectNoMore, relationFlag } from './tool.ts';
import type { Tool } from './tool.ts';

/** `unit-get private-address|public-address` (C88). */
export const unitGet: Tool = {
  name: 'unit-get',
  synopsis: '<setting>',
  purpose: 'print public-address or private-address',
  output: 'smart',
  run: ({ run, args: [setting, ...rest] }) => {
    if (setting === undefined) throw usageFailure('no setting specified');
    if (setting !== 'private-address' && setting !== 'public-address') {
      throw usageFailure(`unknown setting ${quote(setting)}`);
    }
    expectNoMore(rest);
    return { value: machineOf(run).address };
  },
};

const WANTED = ['bind-address', 'egress-subnets', 'ingress-address'] as const;

/** `network-get BINDING [-r ID] [--bind-address] …`: where a binding is reached (C85 to C87). */
export const networkGet: Tool = {
  name: 'network-get',
  synopsis: '<binding-name> [--ingress-address] [--bind-address] [--egress-subnets]',
  purpose: 'get network config',
  output: 'smart',
  flags: (run) => [
    relationFlag(run),
    {
      names: ['bind-address'],
      kind: 'boolean',
      help: 'get the address for the binding on which the unit should listen',
    },
    {
      names: ['ingress-address'],
      kind: 'boolean',
      help: 'get the ingress address for the binding',
    },
    { names: ['egress-subnets'], kind: 'boolean', help: 'get the egress subnets for the binding' },
    {
      names: ['primary-address'],
      kind: 'boolean',
      help: '(deprecated) get the primary address for the binding',
    },
  ],
  run: ({ run, args: [binding, ...rest], booleans, texts }) => {
    if (binding === undefined) throw usageFailure('no arguments specified');
    if (binding === '') throw usageFailure('no binding name specified');
    expectNoMore(rest);
    const wanted = WANTED.filter((name) => booleans[name]);
    if (booleans['primary-address'] && wanted.length > 0) {
      throw runFailure('--primary-address must be the only flag specified');
    }
    const known = ownApplication(run).charm.metadata.endpoints;
    if (!known[binding] && binding !== 'juju-info') {
      throw runFailure(`no network config found for binding ${quote(binding)}`);
    }
    const machine = machineOf(run);
    if (booleans['primary-address']) return { value: machine.address };
    if (wanted.length === 0) return { value: networkInfo(machine, formatNamed(texts['format'])) };
    const answers: Record<(typeof WANTED)[number], Value> = {
      'bind-address': machine.address,
      'egress-subnets': [`${machine.address}/32`],
      'ingress-address': machine.address,
    };
    const [first, ...others] = wanted;
    if (first !== undefined && others.length === 0) return { value: answers[first] };
    return { value: Object.fromEntries(wanted.map((name) => [name, answers[name]])) };
  },
};

/** YAML repeats some facts under older names, JSON does not (C87). */
function networkInfo({ address }: Machine, format: OutputFormat): Value {
  const old = format !== 'json';
  const mac = macAddress(address);
  const place = new Map<string, Value>([
    ['hostname', ''],
    ['value', address],
    ['cidr', `${address.split('.').slice(0, 3).join('.')}.0/24`],
    ...(old ? [['address', address] as const] : []),
  ]);
  const card = new Map<string, Value>([
    ['mac-address', mac],
    ['interface-name', 'eth0'],
    ['addresses', [place]],
    ...(old ? [['macaddress', mac] as const, ['interfacename', 'eth0'] as const] : []),
  ]);
  return new Map<string, Value>([
    ['bind-addresses', [card]],
    ['egress-subnets', [`${address}/32`]],
    ['ingress-addresses', [address]],
  ]);
}

function macAddress(address: string): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return ['fa', '16', ...bytes].join(':');
}

function formatNamed(text: string | undefined): OutputFormat {
  return text === 'json' || text === 'yaml' ? text : 'smart';
}

function machineOf(run: HookRun): Machine {
  const machine = run.model.machines[unitOf(run).machine];
  if (!machine) throw runFailure('private address not found');
  return machine;
}
