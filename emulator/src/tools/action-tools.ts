import { logTask } from '../transitions/tasks.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { Value } from './value.ts';
import { valueIn } from './hook-run.ts';
import type { ActionRun, HookRun } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/** `action-get [a.b.c]`: the parameters or one of them (C66 to C68). */
export const actionGet: Tool = {
  name: 'action-get',
  synopsis: '[<key>[.<key>.<key>...]]',
  purpose: 'get action parameters',
  output: 'smart',
  run: ({ run, args: [key, ...rest] }) => {
    expectNoMore(rest);
    const { params } = actionOf(run);
    if (key === undefined) return { value: toValue(params) };
    let value: unknown = params;
    for (const segment of key.split('.')) {
      value = isRecord(value) ? valueIn(value, segment) : null;
    }
    return { value: toValue(value) };
  },
};

const SEGMENT = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const RESERVED: readonly string[] = ['stdout', 'stderr', 'stdout-encoding', 'stderr-encoding'];

/** `action-set a.b=v …`: results, nested by dots; they stay even if the action fails (C69 to C71). */
export const actionSet: Tool = {
  name: 'action-set',
  synopsis: '<key>=<value> [<key>=<value> ...]',
  purpose: 'set action results',
  output: 'none',
  run: ({ run, args }) => {
    const settings = args.map(readResult);
    const action = actionOf(run);
    const results = settings.reduce<Readonly<Record<string, unknown>>>(
      (all, [path, value]) => setNested(all, path, value),
      action.results,
    );
    return { run: withAction(run, { ...action, results }) };
  },
};

/** `action-fail [MESSAGE]`: the action counts as failed, yet its script goes on (C65). */
export const actionFail: Tool = {
  name: 'action-fail',
  synopsis: '["<failure message>"]',
  purpose: 'set action fail status with message',
  output: 'none',
  run: ({ run, args: [text, ...rest] }) => {
    expectNoMore(rest);
    const message = text ?? 'action failed without reason given, check action for errors';
    return { run: withAction(run, { ...actionOf(run), failed: true, message }) };
  },
};

/** `action-log MESSAGE …`: a progress message, at once. */
export const actionLog: Tool = {
  name: 'action-log',
  synopsis: '<message>',
  purpose: 'record a progress message for the current action',
  output: 'none',
  run: ({ run, args }) => {
    if (args.length === 0) throw usageFailure('no message specified');
    const action = actionOf(run);
    const message = args.join(' ');
    return {
      run: withAction(run, { ...action, progress: [...action.progress, message] }),
      transition: logTask(action.id, message),
    };
  },
};

function readResult(argument: string): [path: string[], value: string] {
  const equals = argument.indexOf('=');
  if (equals <= 0) {
    throw usageFailure(`argument ${quote(argument)} must be of the form key...=value`);
  }
  const path = argument.slice(0, equals).split('.');
  for (const segment of path) {
    if (RESERVED.includes(segment)) {
      throw usageFailure(`cannot set reserved action key ${quote(segment)}`);
    }
    if (!SEGMENT.test(segment)) {
      throw usageFailure(
        `key ${quote(segment)} must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
      );
    }
  }
  return [path, argument.slice(equals + 1)];
}

function setNested(
  into: Readonly<Record<string, unknown>>,
  [key = '', ...rest]: readonly string[],
  value: string,
): Record<string, unknown> {
  if (rest.length === 0) return { ...into, [key]: value };
  const inner = into[key];
  return { ...into, [key]: setNested(isRecord(inner) ? inner : {}, rest, value) };
}

function actionOf(run: HookRun): ActionRun {
  if (run.purpose.kind !== 'action') throw runFailure('not running an action');
  return run.purpose.action;
}

function withAction(run: HookRun, action: ActionRun): HookRun {
  return { ...run, purpose: { kind: 'action', action } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toValue(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (Array.isArray(value)) return value.map(toValue);
  if (!isRecord(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toValue(item)]));
}
