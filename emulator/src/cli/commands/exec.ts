import type { UnitName } from '@reactive-charms/juju';
import { formatYaml } from '@reactive-charms/juju/files';
import {
  UsageError,
  choiceOption,
  isSet,
  numberOption,
  textOption,
  textOptions,
} from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import type { CommandResult, Session } from '../../session.ts';
import { findApplication, findUnit } from '../../transitions/transition.ts';
import { compareNatural } from '../natural-order.ts';
import { settle, withSession } from '../run-session.ts';
import { unitArgument } from '../unit-argument.ts';

/** `juju exec`. */
export const execCommand: Command = {
  name: 'exec',
  purpose: 'Run a command with the hook tools on units.',
  usage: '(--unit U | --application A | --all) -- COMMAND',
  arity: [1, Number.MAX_SAFE_INTEGER],
  rawAfter: 0,
  options: {
    unit: {
      type: 'string',
      short: 'u',
      multiple: true,
      value: 'UNIT[,...]',
      help: 'On these units',
    },
    application: {
      type: 'string',
      short: 'a',
      multiple: true,
      value: 'APPLICATION[,...]',
      help: 'On all units of these applications',
    },
    all: { type: 'boolean', help: 'On all units' },
    relation: { type: 'string', value: 'ENDPOINT:ID', help: 'Run in the context of a relation' },
    'remote-unit': { type: 'string', value: 'UNIT', help: 'The remote unit of that context' },
    format: { type: 'string', value: 'plain|json|yaml', help: 'Specify output format' },
    wait: { type: 'string', value: 'SECONDS', help: 'Give up after so many seconds (default 300)' },
    parallel: { type: 'string', help: 'Run in parallel', ignored: true },
  },
  run: exec,
};

async function exec(invocation: Invocation): Promise<number> {
  const { surroundings, args } = invocation;
  const script = args.length === 1 ? (args[0] ?? '') : args.map(quote).join(' ');
  const options = runOptions(invocation);
  return withSession(surroundings, {}, async (session) => {
    const units = chooseUnits(invocation, session.model);
    const results: [UnitName, CommandResult][] = [];
    for (const unit of units)
      results.push([unit, await session.runCommands(unit, script, options)]);
    printResults(invocation, results);
    // What a script wrote may be due to other units' hooks now.
    const settled = await settle(surroundings, session);
    return Math.max(settled, ...results.map(([, { code }]) => code));
  });
}

function runOptions(invocation: Invocation): Parameters<Session['runCommands']>[2] {
  const relation = textOption(invocation, 'relation');
  const remote = textOption(invocation, 'remote-unit');
  const timeoutSeconds = numberOption(invocation, 'wait', 1);
  return {
    ...(relation === undefined ? {} : { relation }),
    ...(remote === undefined ? {} : { remoteUnit: unitArgument(invocation, remote) }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

/** @throws UsageError without any, DiagnosticsError for unknown ones. */
function chooseUnits(invocation: Invocation, model: Model): UnitName[] {
  const split = (name: string): string[] =>
    textOptions(invocation, name).flatMap((text) => text.split(','));
  const units = split('unit').map((text) => {
    // `mysql/leader` names the leader, as in Juju.
    const leader = /^(.+)\/leader$/.exec(text)?.[1];
    const named = leader === undefined ? undefined : findApplication(model, leader).leader;
    return findUnit(model, named ?? unitArgument(invocation, text)).name;
  });
  const applications = split('application').map((name) => findApplication(model, name).name);
  const isAll = isSet(invocation, 'all');
  if (!isAll && units.length === 0 && applications.length === 0) {
    throw new UsageError('exec needs --unit, --application or --all', invocation.command);
  }
  const others = Object.values(model.units)
    .filter((unit) => isAll || applications.includes(unit.application))
    .map((unit) => unit.name)
    .sort(compareNatural);
  return [...new Set([...units, ...others])];
}

function printResults(
  invocation: Invocation,
  results: readonly (readonly [UnitName, CommandResult])[],
): void {
  const { writer } = invocation.surroundings;
  const format = choiceOption(invocation, 'format', ['plain', 'json', 'yaml'] as const) ?? 'plain';
  if (format !== 'plain') {
    const data = Object.fromEntries(
      results.map(([unit, { code, stdout, stderr }]) => [
        unit,
        {
          id: '0',
          unit,
          status: 'completed',
          results: {
            'return-code': code,
            ...(stdout === '' ? {} : { stdout }),
            ...(stderr === '' ? {} : { stderr }),
          },
        },
      ]),
    );
    writer.result(format === 'json' ? JSON.stringify(data) : formatYaml(data));
    return;
  }
  for (const [unit, { code, stdout, stderr }] of results) {
    if (results.length > 1) writer.result(`${unit}:`);
    if (stdout !== '') writer.raw(stdout);
    if (stderr !== '') writer.note(stderr);
    if (code !== 0) writer.error(`the command failed on ${unit} with exit code ${code}`);
  }
}

/** Quotes a word for a shell where it needs quotes. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
