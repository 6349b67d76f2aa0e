import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { UsageError, isSet, textOption, textOptions } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { quoteWord } from '../../debug/hook-files.ts';
import type { Model } from '../../model.ts';
import type { CommandResult, Session } from '../../session.ts';
import { findApplication } from '../../transitions/transition.ts';
import { durationOption } from '../duration.ts';
import { namedUnit } from '../leader-argument.ts';
import { compareNatural } from '../natural-order.ts';
import { PLAIN_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import type { DataFormat } from '../output.ts';
import { settle, withSession } from '../run-session.ts';
import { unitArgument } from '../unit-argument.ts';
import type { Writer } from '../writer.ts';

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
    app: { type: 'string', multiple: true, value: 'APPLICATION', help: 'As --application' },
    all: { type: 'boolean', help: 'On all units' },
    relation: {
      type: 'string',
      short: 'r',
      value: 'ENDPOINT:ID',
      help: 'Run in the context of a relation',
    },
    'remote-unit': { type: 'string', value: 'UNIT', help: 'The remote unit of that context' },
    'remote-app': {
      type: 'string',
      value: 'APPLICATION',
      help: 'The remote application of that context, which is about no unit of it',
    },
    'force-remote-unit': { type: 'boolean', help: 'Take a remote unit that is no member' },
    'no-context': { type: 'boolean', help: 'Run without hook tools' },
    format: PLAIN_FORMAT_OPTION,
    wait: { type: 'string', value: 'DURATION', help: 'Give up after this time (default 5m)' },
    parallel: { type: 'string', help: 'Run in parallel', ignored: true },
    'execution-group': { type: 'string', help: 'Group of commands', ignored: true },
  },
  details:
    'Exits with the code of the command, the highest one on several units; Juju exits with 1. What a\n' +
    'command writes with hook tools is kept whatever its exit code. The options about relations, and\n' +
    '--no-context, are those of juju-exec on a machine.',
  run: exec,
};

async function exec(invocation: Invocation): Promise<number> {
  const { surroundings, args } = invocation;
  const context = surroundings.environment['JUJU_CONTEXT_ID'] ?? '';
  if (context !== '') {
    throw userError(
      'EXEC_IN_HOOK',
      `juju-exec cannot be called from within a hook, have context "${context}"`,
      { fix: 'call hook tools directly' },
    );
  }
  const script = args.length === 1 ? (args[0] ?? '') : args.map(quoteWord).join(' ');
  const options = runOptions(invocation);
  const format = formatOf(invocation, 'plain');
  return withSession(surroundings, {}, async (session) => {
    const units = chooseUnits(invocation, session.model);
    const results: [UnitName, CommandResult][] = [];
    for (const unit of units)
      results.push([unit, await session.runCommands(unit, script, options)]);
    printResults(surroundings.writer, format, results);
    // What a script wrote may be due to other units' hooks now. Whether a unit is in error is told, and
    // is nothing that the command has done.
    await settle(surroundings, session);
    return Math.max(0, ...results.map(([, { code }]) => code));
  });
}

function runOptions(invocation: Invocation): Parameters<Session['runCommands']>[2] {
  const relation = textOption(invocation, 'relation');
  const remote = textOption(invocation, 'remote-unit');
  const remoteApplication = textOption(invocation, 'remote-app');
  const wait = durationOption(invocation, 'wait');
  const timeoutSeconds = wait === undefined ? undefined : Math.max(1, Math.ceil(wait / 1000));
  return {
    ...(relation === undefined ? {} : { relation }),
    ...(remote === undefined ? {} : { remoteUnit: unitArgument(invocation, remote) }),
    ...(remoteApplication === undefined ? {} : { remoteApplication }),
    ...(isSet(invocation, 'force-remote-unit') ? { forceRemoteUnit: true } : {}),
    ...(isSet(invocation, 'no-context') ? { noContext: true } : {}),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

/** @throws UsageError without any, DiagnosticsError for unknown ones. */
function chooseUnits(invocation: Invocation, model: Model): UnitName[] {
  const split = (name: string): string[] =>
    textOptions(invocation, name).flatMap((text) => text.split(','));
  const units = split('unit').map((text) => namedUnit(invocation, model, text));
  const applications = [...split('application'), ...split('app')].map(
    (name) => findApplication(model, name).name,
  );
  const isAll = isSet(invocation, 'all');
  if (isAll && units.length + applications.length > 0) {
    throw new UsageError('You cannot specify --all and individual targets', invocation.command);
  }
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
  writer: Writer,
  format: 'plain' | DataFormat,
  results: readonly (readonly [UnitName, CommandResult])[],
): void {
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
    writer.result(formatData(format, data));
    return;
  }
  for (const [unit, { code, stdout, stderr }] of results) {
    if (results.length === 1) {
      // The output of one command is given as it is, for whoever reads it.
      writer.raw(stdout);
      if (stderr !== '') writer.note(stderr);
    } else {
      const output = [stdout, stderr].filter((text) => text !== '').map(withNewline);
      writer.result(`${unit}:\n${output.join('')}\n`);
    }
    if (code !== 0) writer.error(`the command failed on ${unit} with exit code ${code}`);
  }
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
