import { readdirSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DiagnosticsError, userError } from '@reactive-charms/juju';
import { buildCharm, type BuildOptions } from './build-charm.ts';
import { proofExitCode, proofStyle } from './check/proof.ts';
import { composeCharm, mergeLayers } from './compose-charm.ts';
import { Findings } from './findings.ts';
import type { Architecture } from './generate/manifest.ts';
import { findWorkspace } from './layers/workspace.ts';
import {
  builtAsJson,
  planAsJson,
  reportBuilt,
  reportFindings,
  reportLayers,
  reportPlan,
} from './report.ts';
import { cacheFolder, downloadWithNpm, fetchRuntime } from './runtime/fetch-runtime.ts';
import { ARCHITECTURES, machineArchitecture } from './runtime/packages.ts';
import { writeTypes } from './write-types.ts';

/** What a command may touch. */
export interface CommandContext {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The architecture of this machine, as Node.js calls it. */
  readonly arch: string;
  /** Writes to standard output. */
  readonly write: (text: string) => void;
  /** Writes to standard error. */
  readonly writeError: (text: string) => void;
}

/** The arguments of a command, after parsing. */
export interface CommandArguments {
  readonly directories: readonly string[];
  readonly text: Readonly<Record<string, string | undefined>>;
  readonly switches: ReadonlySet<string>;
}

/** Runs a command. @returns its exit code. @throws DiagnosticsError on a user's mistake. */
export type Command = (args: CommandArguments, context: CommandContext) => Promise<number>;

/** `charm build`: builds one charm for each folder. */
export const buildCommand: Command = async (args, context) => {
  const isJson = isJsonWanted(args);
  const architecture = wantedArchitecture(args, context);
  const results: object[] = [];
  for (const directory of directoriesOf(args)) {
    const findings = new Findings();
    const options: BuildOptions = {
      directory,
      ...context,
      outputDirectory: args.text['output-dir'],
      architecture,
      force: args.switches.has('force'),
      runtime: (wanted) =>
        fetchRuntime(wanted, {
          cache: cacheFolder(context.environment),
          progress: (text) => context.writeError(`${text}\n`),
          download: downloadWithNpm,
        }),
    };
    if (args.switches.has('plan')) {
      const { stack, plan } = mergeLayers(options, findings);
      findings.throwIfErrors();
      context.writeError(reportFindings(findings));
      if (isJson) results.push(planAsJson(stack, plan));
      else context.write(reportPlan(plan));
      continue;
    }
    const built = await buildCharm(options, findings);
    if (isJson) {
      results.push(builtAsJson(built, findings));
    } else {
      context.writeError(reportFindings(findings));
      if (!args.switches.has('quiet')) {
        const from = relative(context.cwd, built.stack.top.directory) || '.';
        context.write(`${built.name} from ${from}\n${reportLayers(built.stack)}`);
      }
      context.write(reportBuilt(built, context.cwd));
    }
  }
  if (isJson) writeJson(results, context);
  return 0;
};

/** `charm types`: writes or checks generated/charm.ts. */
export const typesCommand: Command = async (args, context) => {
  const check = args.switches.has('check');
  const directories = args.directories.length > 0 ? args.directories : layersWithCode(context.cwd);
  const stale: string[] = [];
  for (const directory of directories) {
    const { file, outcome, findings } = await writeTypes({ directory, ...context }, { check });
    context.writeError(reportFindings(findings));
    if (!args.switches.has('quiet')) context.write(`${file}  ${outcome}\n`);
    if (outcome === 'stale') stale.push(file);
  }
  if (stale.length === 0) return 0;
  throw new DiagnosticsError(
    stale.map((file) => ({
      severity: 'error',
      code: 'TYPES_STALE',
      text: 'the generated types do not fit the files and the code of the layer any more',
      place: { file },
      fix: 'run "npx charm types" and commit the result',
    })),
  );
};

/** `charm proof`: checks a charm without building it; exits with 0, 100 or 200 (section 1.20). */
export const proofCommand: Command = async (args, context) => {
  const codes = directoriesOf(args).map((directory) => {
    const findings = new Findings();
    const composed = findings.attempt(() =>
      composeCharm({ directory, ...context, architectures: [] }, findings),
    );
    if (composed !== undefined) proofStyle(composed.files, findings);
    if (isJsonWanted(args)) writeJson(findings.all, context);
    else context.write(reportFindings(findings));
    return proofExitCode(findings);
  });
  return Promise.resolve(Math.max(0, ...codes));
};

function directoriesOf({ directories }: CommandArguments): readonly string[] {
  return directories.length === 0 ? ['.'] : directories;
}

/** Without a folder: the layer here, or all layers of the workspace that have handlers. */
function layersWithCode(cwd: string): string[] {
  if (existsSync(join(cwd, 'layer.yaml'))) return ['.'];
  const workspace = findWorkspace(cwd);
  const parent = workspace === undefined ? undefined : join(workspace, 'layers');
  if (parent === undefined || !existsSync(parent)) {
    throw userError('LAYER_NO_DIRECTORY', 'there is no layer here', {
      fix: 'name the folders of the layers',
    });
  }
  return readdirSync(parent)
    .filter((name) => existsSync(join(parent, name, 'generated', 'charm.ts')))
    .map((name) => join(parent, name));
}

function isJsonWanted(args: CommandArguments): boolean {
  const format = args.text['format'] ?? 'text';
  if (format === 'json' || format === 'text') return format === 'json';
  throw userError('ARGUMENT', `--format is text or json, not '${format}'`);
}

function wantedArchitecture(
  args: CommandArguments,
  context: CommandContext,
): Architecture | undefined {
  const runtime = args.text['runtime'] ?? 'embedded';
  if (runtime === 'system') return undefined;
  if (runtime !== 'embedded') {
    throw userError('ARGUMENT', `--runtime is embedded or system, not '${runtime}'`);
  }
  const wanted = args.text['arch'];
  if (wanted === undefined) {
    const own = machineArchitecture(context.arch);
    if (own !== undefined) return own;
    throw userError('RUNTIME_UNAVAILABLE', `there is no Node.js package for ${context.arch}`, {
      fix: `name the units' architecture with --arch, or build with --runtime system`,
    });
  }
  const known = ARCHITECTURES.find((architecture) => architecture === wanted);
  if (known !== undefined) return known;
  throw userError('ARGUMENT', `--arch is one of ${ARCHITECTURES.join(', ')}, not '${wanted}'`);
}

function writeJson(value: object, { write }: CommandContext): void {
  write(`${JSON.stringify(value, undefined, 2)}\n`);
}
