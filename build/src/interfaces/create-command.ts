import { userError, type DiagnosticsError } from '@reactive-charms/juju';
import type { Command } from '../commands.ts';
import { guess } from '../guess.ts';
import { createInterface, type CreatedInterface } from './create-interface.ts';
import { nextSteps } from './next-steps.ts';

/** `charm create`: makes what authors begin with; that is interfaces so far. */
export const createCommand: Command = async (args, { cwd, write }) => {
  const [noun, name, ...others] = args.directories;
  if (noun !== 'interface') throw explainNoun(noun, name);
  if (name === undefined) {
    throw userError('ARGUMENT', 'charm create interface needs the name of the interface', {
      fix: 'use "charm create interface NAME"',
    });
  }
  if (others.length > 0) {
    throw userError('ARGUMENT', `charm create interface takes one name, not ${others.length + 1}`, {
      fix: 'create one interface at a time',
    });
  }
  const created = await createInterface({
    name,
    isPeers: args.switches.has('peers'),
    outputDirectory: args.text['output-dir'],
    scope: args.text['scope'],
    cwd,
  });
  write(describeCreated(created) + nextSteps(created, cwd));
  return 0;
};

function explainNoun(noun: string | undefined, name: string | undefined): DiagnosticsError {
  if (noun === undefined) {
    return userError('ARGUMENT', 'charm create needs to know what to create', {
      fix: 'use "charm create interface NAME"',
    });
  }
  // Who names the interface at once has forgotten the word before it.
  const isName = name === undefined && guess(noun, ['interface']) === undefined;
  return userError('ARGUMENT', `charm create makes interfaces, not '${noun}'`, {
    fix: `use "charm create interface ${isName ? noun : (name ?? 'NAME')}"`,
  });
}

function describeCreated({ label, packageName, files }: CreatedInterface): string {
  return `${label}  ${packageName}\n${files.map((file) => `  ${file}\n`).join('')}`;
}
