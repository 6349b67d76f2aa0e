import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import { findApplication } from '../../transitions/transition.ts';
import { FORMAT_OPTION, printData } from '../output.ts';
import { readModel } from '../run-session.ts';

/** `juju show-application`. */
export const showApplicationCommand: Command = {
  name: 'show-application',
  purpose: 'Display information about applications.',
  usage: 'APPLICATION ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: { format: FORMAT_OPTION },
  run: showApplication,
};

async function showApplication(invocation: Invocation): Promise<number> {
  const model = await readModel(invocation.surroundings);
  const views = invocation.args.map((name) => [name, viewApplication(model, name)] as const);
  printData(invocation, Object.fromEntries(views));
  return 0;
}

function viewApplication(model: Model, name: string): Record<string, unknown> {
  const { charm, exposed, life } = findApplication(model, name);
  const [base] = charm.bases;
  const endpoints = Object.keys(charm.metadata.endpoints).sort();
  return {
    charm: charm.name,
    ...(base === undefined ? {} : { base: `${base.name}@${base.channel}` }),
    constraints: { arch: base?.architectures[0] ?? 'amd64' },
    principal: !charm.metadata.subordinate,
    exposed,
    remote: false,
    life,
    'endpoint-bindings': Object.fromEntries(['', ...endpoints].map((it) => [it, 'alpha'])),
  };
}
