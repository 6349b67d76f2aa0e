import { parseArgs } from 'node:util';
import { DiagnosticsError, formatDiagnostic, userError } from '@reactive-charms/juju';
import {
  buildCommand,
  proofCommand,
  typesCommand,
  type Command,
  type CommandArguments,
  type CommandContext,
} from './commands.ts';
import { guess } from './guess.ts';
import { createCommand } from './interfaces/create-command.ts';
import { renderCommand } from './interfaces/render-command.ts';
import { schemaCommand } from './interfaces/schema-command.ts';
import { explainRefusedFile } from './refused-file.ts';

interface OptionHelp {
  readonly type: 'string' | 'boolean';
  readonly help: string;
}

interface CommandHelp {
  readonly run: Command;
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionHelp>>;
}

const FORMAT: OptionHelp = { type: 'string', help: 'text (default) or json' };

const COMMANDS: Readonly<Record<string, CommandHelp>> = {
  build: {
    run: buildCommand,
    usage: 'charm build [DIR...]',
    summary: 'Composes the layers of a charm and packs the .charm archive.',
    options: {
      'output-dir': {
        type: 'string',
        help: "folder for the archive (the workspace's build/charms)",
      },
      runtime: {
        type: 'string',
        help: 'embedded (default), or system: use the Node.js of the unit',
      },
      arch: { type: 'string', help: "amd64, arm64, s390x or ppc64el (default: this machine's)" },
      plan: { type: 'boolean', help: 'show which layers make which file, and build nothing' },
      format: FORMAT,
      force: { type: 'boolean', help: 'build in spite of errors in the charm files' },
      quiet: { type: 'boolean', help: 'do not tell where each layer was found' },
    },
  },
  types: {
    run: typesCommand,
    usage: 'charm types [DIR...]',
    summary:
      "Writes generated/charm.ts: the types of a layer's options, endpoints, actions and flags.",
    options: {
      check: { type: 'boolean', help: 'write nothing; fail if a file is stale' },
      quiet: { type: 'boolean', help: 'print nothing about files that are as they should be' },
    },
  },
  proof: {
    run: proofCommand,
    usage: 'charm proof [DIR...]',
    summary: 'Checks a charm. Exit code 0: fine, 100: warnings, 200: errors.',
    options: { format: FORMAT },
  },
  create: {
    run: createCommand,
    usage: 'charm create interface NAME',
    summary:
      'Makes a new interface package: both sides or peers, schemas, flags, documents, tests.',
    options: {
      peers: { type: 'boolean', help: 'for the units of one application among themselves' },
      'output-dir': {
        type: 'string',
        help: "folder in which it becomes a folder (the workspace's interfaces)",
      },
      scope: {
        type: 'string',
        help: 'npm scope of the package, such as @acme (default: that of the workspace)',
      },
    },
  },
  schema: {
    run: schemaCommand,
    usage: 'charm schema [DIR...]',
    summary: 'Writes schemas/*.json: JSON Schema of what the sides of an interface write.',
    options: {
      check: { type: 'boolean', help: 'write nothing; fail if a file is stale' },
      quiet: { type: 'boolean', help: 'print nothing about the files' },
    },
  },
  render: {
    run: renderCommand,
    usage: 'charm render interface [DIR...]',
    summary: 'Writes interfaces in the layout of the public catalogue of charm interfaces.',
    options: {
      'output-dir': {
        type: 'string',
        help: 'folder for the files, such as a clone of the catalogue',
      },
    },
  },
};

/**
 * The `charm` command. A user's mistake is printed without a stack; the exit code is 1 then, and 200
 * for proof.
 * @param argv the arguments after the program's name.
 */
export async function runCli(
  argv: readonly string[],
  context: CommandContext = processContext(),
): Promise<number> {
  const [name = 'help', ...rest] = argv;
  try {
    if (['help', '--help', '-h'].includes(name)) {
      context.write(overview());
      return 0;
    }
    const command = COMMANDS[name];
    if (command === undefined) {
      const meant = guess(name, Object.keys(COMMANDS));
      throw userError('ARGUMENT', `there is no command 'charm ${name}'`, {
        fix: meant === undefined ? 'see "charm help"' : `use "charm ${meant}"`,
      });
    }
    if (rest.some((item) => item === '--help' || item === '-h')) {
      context.write(helpOf(command));
      return 0;
    }
    return await command.run(parse(rest, command), context);
  } catch (thrown) {
    const error = explainRefusedFile(thrown, context.cwd) ?? thrown;
    if (!(error instanceof DiagnosticsError)) throw error;
    context.writeError(error.diagnostics.map((item) => `${formatDiagnostic(item)}\n`).join(''));
    return name === 'proof' ? 200 : 1;
  }
}

/** The context of a real run of the command. */
function processContext(): CommandContext {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', allowNoReader);
  return {
    cwd: process.cwd(),
    environment: process.env,
    arch: process.arch,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
  };
}

/** A reader that has seen enough, such as `head`, is no failure: the command still does its work. */
function allowNoReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function parse(argv: readonly string[], command: CommandHelp): CommandArguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type }]) => [name, { type }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      strict: true,
    });
    const given = Object.entries(values);
    return {
      directories: positionals,
      text: Object.fromEntries(
        given.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
      ),
      switches: new Set(given.flatMap(([key, value]) => (value === true ? [key] : []))),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw userError('ARGUMENT', reason.split('. ', 1).join('').replace(/\.$/, ''), {
      fix: `see "${command.usage.split(' [', 1).join('')} --help"`,
    });
  }
}

function overview(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length)) + 2;
  const lines = Object.values(COMMANDS).map(({ usage, summary }) => {
    return `  ${usage.padEnd(width)}${summary}\n`;
  });
  return `Builds and checks charms from layers.\n\n${lines.join('')}\n"charm COMMAND --help" shows the options of a command.\n`;
}

function helpOf({ usage, summary, options }: CommandHelp): string {
  const lines = Object.entries(options).map(([name, { type, help }]) => {
    return `  ${`--${name}${type === 'string' ? ' VALUE' : ''}`.padEnd(24)}${help}\n`;
  });
  return `Usage: ${usage}\n\n${summary}\n\n${lines.join('')}`;
}
