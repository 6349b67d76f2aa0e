import type { BindingNetwork, Machine } from '../model.ts';
import { egressSubnets } from '../network-facts.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { OutputFormat } from './format.ts';
import type { Value } from './value.ts';
import { ownApplication, unitOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { expectNoMore, RELATION_FLAG } from './tool.ts';
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
  flags: [
    RELATION_FLAG,
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
    if (!isBinding(run, binding)) {
      throw runFailure(`no network config found for binding ${quote(binding)}`);
    }
    const network = networkOf(run, binding);
    if (booleans['primary-address']) return { value: network.bindAddress };
    if (wanted.length === 0) {
      return { value: networkInfo(network, formatNamed(texts['format'])) };
    }
    const answers: Record<(typeof WANTED)[number], Value> = {
      'bind-address': network.bindAddress,
      'egress-subnets': network.egressSubnets,
      'ingress-address': network.ingressAddresses[0] ?? '',
    };
    const [first, ...others] = wanted;
    if (first !== undefined && others.length === 0) return { value: answers[first] };
    return { value: Object.fromEntries(wanted.map((name) => [name, answers[name]])) };
  },
};

/** Endpoints, bindings of their own, and the endpoint that every application has. */
function isBinding(run: HookRun, name: string): boolean {
  const { endpoints, extraBindings } = ownApplication(run).charm.metadata;
  if (name === 'juju-info' || Object.hasOwn(endpoints, name)) return true;
  return extraBindings?.includes(name) ?? false;
}

/** Where a binding is reached: at the machine's address, unless the model knows better. */
function networkOf(run: HookRun, binding: string): Required<BindingNetwork> {
  const { address } = machineOf(run);
  const own = unitOf(run).networks?.[binding];
  const { bindAddress = address, ingressAddresses = [bindAddress] } = own ?? {};
  const egress = own?.egressSubnets ?? egressSubnets(run.model, ingressAddresses[0] ?? address);
  return { bindAddress, ingressAddresses, egressSubnets: egress };
}

/** YAML repeats some facts under older names, JSON does not (C87). */
function networkInfo(network: Required<BindingNetwork>, format: OutputFormat): Value {
  const { bindAddress: address } = network;
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
    ['egress-subnets', network.egressSubnets],
    ['ingress-addresses', network.ingressAddresses],
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
