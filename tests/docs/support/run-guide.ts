import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findDifference } from './compare-output.ts';
import { readExamples, readFences } from './pages.ts';
import type { Example, Fence } from './pages.ts';

/** Where and how a page is followed. */
export interface Following {
  /** Where it begins: a copy of the checkout. */
  readonly directory: string;
  /** True to start the programs of node_modules without npx, which only costs time. */
  readonly withoutNpx?: boolean;
}

/** What is wrong with an example. */
export class ExampleError extends Error {}

/**
 * Does what a page says, from top to bottom: writes the files that it shows and runs its commands.
 * Comments right above a block say more: `file: PATH` names the file that the block is, together with
 * `above: LINE` the file into which it goes, above the last line of that text; `exit code: N` is the
 * exit code of the last command, `not run: REASON` says that it is only shown. After a command
 * `cd FOLDER` the page goes on there, with its files too.
 * @throws ExampleError at the first command that does not print what the page says.
 */
export async function followGuide(page: string, following: Following): Promise<void> {
  let here = following;
  for (const fence of readFences(page)) {
    await writeShown(fence, here);
    here = await runBlock(page, fence, here);
  }
}

/** Writes all files that a page shows. */
export async function writeFiles(page: string, following: Following): Promise<void> {
  for (const fence of readFences(page)) await writeShown(fence, following);
}

/** Runs all commands of a page, when its files are written. */
export async function runExamples(page: string, following: Following): Promise<void> {
  let here = following;
  for (const fence of readFences(page)) here = await runBlock(page, fence, here);
}

/**
 * Runs a command that no page shows.
 * @throws ExampleError with what it prints, when it fails.
 */
export async function mustRun(command: string, following: Following): Promise<void> {
  const { code, output } = await runCommand(command, following);
  if (code !== 0) throw new ExampleError(`$ ${command}\nexit code ${code}\n${output}`);
}

async function writeShown({ text, notes }: Fence, { directory }: Following): Promise<void> {
  const file = notes.get('file');
  if (file === undefined) return;
  const path = join(directory, file);
  const above = notes.get('above');
  if (above !== undefined) {
    await writeFile(path, insertAbove(await readFile(path, 'utf8'), above, text));
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${text}\n`);
}

/** Puts lines above another, as far indented as that one, with an empty line between. */
function insertAbove(content: string, above: string, text: string): string {
  const lines = content.split('\n');
  const at = lines.findLastIndex((line) => line.trim() === above);
  if (at < 0) throw new ExampleError(`there is no line "${above}"`);
  const indent = /^ */.exec(lines[at] ?? '')?.[0] ?? '';
  const added = text.split('\n').map((line) => (line === '' ? line : indent + line));
  return [...lines.slice(0, at), ...added, '', ...lines.slice(at)].join('\n');
}

/** @returns where the page goes on. */
async function runBlock(page: string, fence: Fence, following: Following): Promise<Following> {
  if (fence.language !== 'console' || fence.notes.has('not run')) return following;
  const examples = readExamples(fence);
  let here = following;
  for (const example of examples) {
    const [, folder] = /^cd (\S+)$/.exec(example.command) ?? [];
    if (folder !== undefined) {
      here = { ...here, directory: resolve(here.directory, folder) };
      continue;
    }
    const isLast = example === examples.at(-1);
    const code = isLast ? Number(fence.notes.get('exit code') ?? 0) : 0;
    const problem = await findProblem(example, { ...here, code });
    if (problem === undefined) continue;
    throw new ExampleError(`${page}:${example.line}: $ ${example.command}\n${problem}`);
  }
  return here;
}

async function findProblem(
  { command, output: expected }: Example,
  { code: wanted, ...following }: Following & { readonly code: number },
): Promise<string | undefined> {
  const { code, output } = await runCommand(command, following);
  if (code !== wanted) return `exit code ${code}, expected ${wanted}\n${output}`;
  return findDifference(expected, output);
}

async function runCommand(
  command: string,
  { directory, withoutNpx = false }: Following,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const short = withoutNpx ? command.replaceAll(/\bnpx /g, './node_modules/.bin/') : command;
    const child = spawn('/bin/sh', ['-c', `{ ${short}\n} 2>&1`], {
      cwd: directory,
      env: environment(directory),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** The last is what `npm test --silent` hands on. */
const NOT_INHERITED = ['JUJU_LOCAL_DIR', 'FORCE_COLOR', 'npm_config_loglevel'];

/** The user's own, but for what would lead out of the copy or change what programs print. */
function environment(directory: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.includes(name));
  return {
    ...Object.fromEntries(inherited),
    NO_COLOR: '1',
    // Whether a Docker Engine is here must not matter; the suites on real parts have one.
    DOCKER_HOST: `unix://${directory}/no-docker.sock`,
  };
}
