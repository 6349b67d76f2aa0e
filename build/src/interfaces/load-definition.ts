import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { userError, type DiagnosticsError, type Place } from '@reactive-charms/juju';
import { build } from 'esbuild';
import { explainBuildFailure } from '../bundle/explain-build-failure.ts';
import { findModule } from '../layers/source-module.ts';
import { textAt, valueAt } from './load-json.ts';

/** Where the code of an interface lies. */
export interface InterfaceCode {
  /** The folder of the package, without links on the way. */
  readonly directory: string;
  /** How messages call the folder. */
  readonly label: string;
  /** Places in messages are relative to this folder. */
  readonly cwd: string;
}

/** Code that has not ended by then is stuck. */
const PATIENCE = 60_000;

/** Written first, so that it also reports what fails while modules are imported. */
const REPORTER = `process.on('uncaughtException', (error) => {
  const { message, stack, permission } = Object(error);
  process.stdout.write('\\n' + JSON.stringify({ failure: { message: message ?? String(error), stack, permission } }));
  process.exit(1);
});`;

/**
 * Asks the code of an interface for what it exports as `definition`. The code is bundled and runs in a
 * Node.js of its own, which may not read or write files or start programs, with an empty environment.
 * @returns the definition as plain data, without its classes; undefined where the package has none.
 * @throws DiagnosticsError when the code is broken, or wants to do something when it is imported.
 */
export async function loadDefinition(code: InterfaceCode): Promise<unknown> {
  const entry = entryOf(code);
  if (entry === undefined) return undefined;
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'charm-interface-')));
  try {
    const program = join(folder, 'interface.cjs');
    await writeFile(program, await bundle(code, { entry, program }));
    const answer = await run(program, folder);
    const failure = valueAt(answer, 'failure');
    if (failure !== undefined) throw explainFailure(failure, code);
    return valueAt(answer, 'definition');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The module of an interface that exports its definition, as messages call it. */
export function entryLabel(code: InterfaceCode): string {
  return join(code.label, entryOf(code) ?? 'index.ts');
}

function entryOf({ directory }: InterfaceCode): string | undefined {
  const found = findModule(join(directory, 'index.ts'));
  return found === undefined ? undefined : basename(found);
}

async function bundle(
  { directory, cwd }: InterfaceCode,
  { entry, program }: { readonly entry: string; readonly program: string },
): Promise<Uint8Array> {
  // By the namespace, because an export that is not there would be a mistake of the bundle.
  const contents = `import * as exported from './${entry}';
process.stdout.write('\\n' + JSON.stringify({ definition: exported.definition }));
process.exit(0);`;
  const result = await build({
    stdin: { contents, resolveDir: directory, sourcefile: 'definition.js', loader: 'js' },
    absWorkingDir: cwd,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    banner: { js: REPORTER },
    outfile: program,
    sourcemap: 'inline',
    write: false,
    logLevel: 'silent',
  }).catch(explainBuildFailure(cwd));
  return result.outputFiles[0]?.contents ?? new Uint8Array();
}

/** Runs the bundle. @returns what it says in the last line of its output. */
function run(program: string, folder: string): Promise<unknown> {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const flags = ['--no-warnings', '--enable-source-maps', permission];
  const options = { cwd: folder, env: {}, timeout: PATIENCE, maxBuffer: 1 << 28 };
  return new Promise((resolve) => {
    const args = [...flags, `--allow-fs-read=${join(folder, '*')}`, program];
    execFile(process.execPath, args, options, (error, stdout) => {
      const answer = parse(stdout.split('\n').at(-1) ?? '');
      if (answer !== undefined) return resolve(answer);
      const message = error?.killed === true ? 'it does not come to an end' : 'it ends the program';
      return resolve({ failure: { message } });
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the permissions that the code has not are for. */
const WISHES: Readonly<Record<string, string>> = {
  FileSystemRead: 'reads files',
  FileSystemWrite: 'writes files',
  ChildProcess: 'starts programs',
  WorkerThreads: 'starts threads',
};

function explainFailure(failure: unknown, code: InterfaceCode): DiagnosticsError {
  const stack = textAt(failure, 'stack') ?? '';
  const place = placeIn(stack, code) ?? { file: entryLabel(code) };
  const permission = textAt(failure, 'permission');
  if (permission !== undefined) {
    const wish = WISHES[permission] ?? `needs ${permission}`;
    return userError('INTERFACE_SIDE_EFFECT', `importing the interface ${wish}`, {
      place,
      fix: 'do it in a function; an import must have no effect but its exports',
    });
  }
  const message = textAt(failure, 'message')?.split('\n', 1).join('') ?? 'it gives no reason';
  return userError('INTERFACE_FAILS', `importing the interface fails: ${message}`, {
    place,
    fix: 'mend it; every charm that includes the interface would fail like this',
  });
}

/** The innermost place of a stack that lies in the package itself. */
function placeIn(stack: string, { directory, cwd }: InterfaceCode): Place | undefined {
  for (const [, path = '', line, column] of stack.matchAll(
    /^ +at (?:.*? \()?(.+?):(\d+):(\d+)\)?$/gm,
  )) {
    const isOwn = path.startsWith(directory + sep) && !path.includes(`${sep}node_modules${sep}`);
    if (!isOwn || !existsSync(path)) continue;
    const source = readFileSync(path, 'utf8').split('\n')[Number(line) - 1]?.trimEnd();
    return {
      file: relative(cwd, path),
      line: Number(line),
      column: Number(column),
      ...(source === undefined ? {} : { source }),
    };
  }
  return undefined;
}
