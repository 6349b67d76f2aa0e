import type { Payload } from '../model.ts';
import { withUnit } from '../transitions/transition.ts';
import type { Transition } from '../transitions/transition.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { unitOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';
import { yamlLibrary } from './yaml-library.ts';

/** `payload-register TYPE CLASS ID [LABEL …]`: says at once that a payload runs. */
export const payloadRegister: Tool = {
  name: 'payload-register',
  synopsis: '<type> <class> <id> [tags...]',
  purpose: 'register a charm payload with juju',
  output: 'none',
  run: ({ run, args, readText }) => {
    const [type, name, id, ...labels] = args;
    if (type === undefined || name === undefined || id === undefined) throw missing();
    const expected = payloadTypes(readText('metadata.yaml')).get(name);
    if (expected === undefined) {
      throw runFailure(`payload ${quote(name)} not found in metadata.yaml`);
    }
    if (expected !== type) {
      throw runFailure(
        `incorrect type ${quote(type)} for payload ${quote(name)}, expected ${quote(expected)}`,
      );
    }
    return { transition: keep(run, { class: name, type, id, status: 'running', labels }) };
  },
};

/** `payload-unregister CLASS ID`: forgets a payload at once. */
export const payloadUnregister: Tool = {
  name: 'payload-unregister',
  synopsis: '<class> <id>',
  purpose: 'stop tracking a payload',
  output: 'none',
  run: ({ run, args: [name, id, ...rest] }) => {
    if (name === undefined || id === undefined) throw missing();
    expectNoMore(rest);
    return {
      transition: (model) => {
        const unit = model.units[run.unit];
        if (!unit) return model;
        const { [`${name}/${id}`]: _gone, ...payloads } = unit.payloads;
        return withUnit(model, { ...unit, payloads });
      },
    };
  },
};

const STATUSES: readonly string[] = ['running', 'starting', 'stopped', 'stopping'];

/** `payload-status-set CLASS ID STATUS`: changes the status of a payload at once. */
export const payloadStatusSet: Tool = {
  name: 'payload-status-set',
  synopsis: '<class> <id> <status>',
  purpose: 'update the status of a payload',
  output: 'none',
  run: ({ run, args: [name, id, status, ...rest] }) => {
    if (name === undefined || id === undefined || status === undefined) throw missing();
    expectNoMore(rest);
    if (!STATUSES.includes(status)) {
      const known = STATUSES.map(quote).join(', ');
      throw runFailure(`status ${quote(status)} not supported; expected one of [${known}]`);
    }
    const payload = unitOf(run).payloads[`${name}/${id}`];
    if (!payload) throw runFailure(`payload ${quote(`${name}/${id}`)} not found`);
    return { transition: keep(run, { ...payload, status }) };
  },
};

function missing(): Error {
  return usageFailure('missing required arguments');
}

function keep({ unit: name }: HookRun, payload: Payload): Transition {
  return (model) => {
    const unit = model.units[name];
    if (!unit) return model;
    const payloads = { ...unit.payloads, [`${payload.class}/${payload.id}`]: payload };
    return withUnit(model, { ...unit, payloads });
  };
}

/** The classes of payloads that a metadata.yaml declares, with their types. */
function payloadTypes(metadata: string): Map<string, string> {
  const root: unknown = yamlLibrary().parseDocument(metadata).toJS();
  const types = new Map<string, string>();
  for (const [name, definition] of Object.entries(recordIn(root, 'payloads'))) {
    const type: unknown =
      typeof definition === 'object' && definition !== null && 'type' in definition
        ? definition.type
        : undefined;
    if (typeof type === 'string') types.set(name, type);
  }
  return types;
}

function recordIn(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  const found = new Map<string, unknown>(Object.entries(value)).get(key);
  return typeof found === 'object' && found !== null ? { ...found } : {};
}
