import { applicationOf, isApplicationName, isUnitName } from '@reactive-charms/juju';
import type { Databag, UnitName } from '@reactive-charms/juju';
import { compareText } from '../relation-view.ts';
import type { RelationView } from '../relation-view.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import {
  applyChanges,
  enteredRelations,
  findEntered,
  isBroken,
  knownMembers,
  leads,
  valueIn,
  unitOf,
  withWrites,
} from './hook-run.ts';
import type { HookRun, RelationWrites } from './hook-run.ts';
import { readSettings } from './key-values.ts';
import { expectNoMore, RELATION_FLAG, relationNumber } from './tool.ts';
import type { Tool, ToolInput } from './tool.ts';

/** `relation-ids [name]`: IDs of the relations of an endpoint, sorted as text (C39 to C41). */
export const relationIds: Tool = {
  name: 'relation-ids',
  synopsis: '<name>',
  purpose: 'list all relation ids for the given endpoint',
  output: 'smart',
  run: ({ run, args: [name, ...rest] }) => {
    expectNoMore(rest);
    const own = run.relation && findEntered(run, run.relation.number)?.own.endpoint;
    const endpoint = name ?? own;
    if (endpoint === undefined) throw usageFailure('no endpoint name specified');
    const ids = enteredRelations(run)
      .filter(({ own: end, relation }) => end.endpoint === endpoint && !isBroken(run, relation))
      .map(({ id }) => id);
    return { value: ids.sort(compareText) };
  },
};

/** `relation-list [-r ID] [--app]`: members that have joined, or the remote application (C42 to C45). */
export const relationList: Tool = {
  name: 'relation-list',
  synopsis: '',
  purpose: 'list relation units',
  output: 'smart',
  flags: [
    RELATION_FLAG,
    {
      names: ['app'],
      kind: 'boolean',
      help: 'list remote application instead of participating units',
    },
  ],
  run: (call) => {
    expectNoMore(call.args);
    const number = relationNumber(call);
    if (call.booleans['app']) return { value: enter(call.run, number).remote.application };
    return { value: knownMembers(call.run, number) };
  },
};

/** `relation-get [-r ID] [--app] [KEY|-] [UNIT|APPLICATION]`: a databag or one value of it. */
export const relationGet: Tool = {
  name: 'relation-get',
  synopsis: '<key> <unit id>',
  purpose: 'get relation settings',
  output: 'smart',
  flags: [
    RELATION_FLAG,
    {
      names: ['app'],
      kind: 'boolean',
      help: 'Get the relation data for the overall application, not just a unit',
    },
  ],
  run: (call) => {
    const number = relationNumber(call);
    const [key = '-', name, ...rest] = call.args;
    const target = readTarget(call, name);
    expectNoMore(rest);
    const bag = readBag(call.run, enter(call.run, number), target);
    return { value: key === '-' || key === '' ? bag : valueIn(bag, key) };
  },
};

/** `relation-set [-r ID] [--app] [--file F] k=v …`: changes a databag when the hook commits. */
export const relationSet: Tool = {
  name: 'relation-set',
  synopsis: 'key=value [key=value ...]',
  purpose: 'set relation settings',
  output: 'format-ignored',
  flags: [
    RELATION_FLAG,
    {
      names: ['app'],
      kind: 'boolean',
      help: 'pick whether you are setting "application" settings or "unit" settings',
    },
    { names: ['file'], kind: 'text', help: 'file containing key-value pairs' },
  ],
  run: (call) => {
    const number = relationNumber(call);
    const changes = readSettings(call);
    if (call.booleans['app'] && !leads(call.run))
      throw runFailure('cannot write relation settings');
    const side = call.booleans['app'] ? 'application' : 'unit';
    const before = writesOf(call.run, number);
    const after: RelationWrites = { ...before, [side]: { ...before[side], ...changes } };
    const relations = { ...call.run.writes.relations, [number]: after };
    return { run: withWrites(call.run, { relations }) };
  },
};

/** `relation-model-get [-r ID]`: the model of the other side; here always this one. */
export const relationModelGet: Tool = {
  name: 'relation-model-get',
  synopsis: '',
  purpose: 'get details about the model hosting a related application',
  output: 'smart',
  flags: [RELATION_FLAG],
  run: (call) => {
    expectNoMore(call.args);
    relationNumber(call);
    return { value: { uuid: call.run.model.uuid } };
  },
};

type Target = { readonly unit: UnitName } | { readonly application: string };

function readTarget(call: ToolInput, name: string | undefined): Target {
  const { run } = call;
  const application = call.booleans['app'] ?? false;
  if (name === undefined || name === '') {
    // The remote of the context belongs to the context's relation, but Juju uses it with -r too.
    const { remoteUnit, remoteApplication } = run.relation ?? {};
    if (remoteUnit !== undefined) {
      return application ? { application: applicationOf(remoteUnit) } : { unit: remoteUnit };
    }
    if (remoteApplication !== undefined) return { application: remoteApplication };
    throw usageFailure('no unit or application specified');
  }
  if (isUnitName(name)) return application ? { application: applicationOf(name) } : { unit: name };
  if (application) {
    if (isApplicationName(name)) return { application: name };
    throw usageFailure(`invalid application name ${quote(name)}`);
  }
  if (isApplicationName(name)) {
    throw usageFailure(`expected unit name, got application name ${quote(name)}`);
  }
  throw usageFailure(`invalid unit name ${quote(name)}`);
}

function readBag(run: HookRun, view: RelationView, target: Target): Databag {
  if ('unit' in target) {
    return target.unit === run.unit ? ownBag(run, view) : remoteBag(run, view, target.unit);
  }
  const { application } = target;
  const number = view.relation.number;
  const live = view.relation.applications[application];
  const own = application === view.own.application;
  const peers = view.own === view.remote;
  if (!live || (own && !peers && !leads(run))) throw runFailure('permission denied');
  if (own && leads(run)) {
    return applyChanges(live.data, writesOf(run, number).application);
  }
  return remember(run, { number, name: application }, live.data);
}

function ownBag(run: HookRun, { relation }: RelationView): Databag {
  return applyChanges(relation.units[run.unit]?.data ?? {}, writesOf(run, relation.number).unit);
}

function remoteBag(run: HookRun, view: RelationView, name: UnitName): Databag {
  const { relation, remote } = view;
  const live = relation.units[name];
  const kept = unitOf(run).uniter.relations[relation.number]?.cache[name];
  const visible = applicationOf(name) === remote.application;
  if (!visible || (!live && !kept)) throw runFailure('permission denied');
  // A switch turns Juju's caches off, so that every read is the newest.
  if (!run.model.fidelity.staleReads) return live?.data ?? kept ?? {};
  return remember(run, { number: relation.number, name }, kept ?? live?.data ?? {});
}

/** What was read stays as it was for the rest of the run. */
function remember(run: HookRun, { number, name }: BagPlace, live: Databag): Databag {
  const { bags } = run.cache;
  const known = bags.get(number);
  const bag = known?.get(name) ?? live;
  if (known) known.set(name, bag);
  else bags.set(number, new Map([[name, bag]]));
  return bag;
}

interface BagPlace {
  readonly number: number;
  /** Of a unit or an application. */
  readonly name: string;
}

function writesOf(run: HookRun, number: number): RelationWrites {
  return run.writes.relations[number] ?? { unit: {}, application: {} };
}

function enter(run: HookRun, number: number): RelationView {
  const view = findEntered(run, number);
  if (!view) throw runFailure('relation not found');
  return view;
}
