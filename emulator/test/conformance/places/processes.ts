import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession } from '../../../src/session.ts';
import type { Session } from '../../../src/session.ts';
import type { CharmArtefact } from '../../../src/model.ts';
import { writeArchive } from '../../support/charm-archive.ts';
import { CHARMS, NOW, RESOURCE, setTheStage } from '../fixture.ts';
import { logLine, splitLine } from '../stage.ts';
import type { Answer, Call, Part, Place, Stage } from '../stage.ts';

const DISPATCH = `#!/bin/sh
script="../rows/\${JUJU_HOOK_NAME:-$JUJU_ACTION_NAME}"
[ -e "$script" ] || exit 0
mv "$script" "$script.now"
. "$script.now"
`;

/** Beside the charm directory, in which programs start. */
const ROWS = '../rows';

/** Charms as processes on machines of their own, which find the tools on PATH. */
export const PROCESSES: Place = {
  name: 'as programs on a machine',
  versions: false,
  open: async () => {
    const log: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    await mkdir(join(folder, '.juju-local'), { recursive: true });
    await writeFile(join(folder, '.juju-local', RESOURCE), 'text');
    const session = await openSession({
      directory: join(folder, '.juju-local'),
      containers: 'stand-in',
      create: { seed: 1 },
      clock: () => new Date(NOW),
      onEvent: (event) => {
        const line = logLine(event);
        if (line !== undefined) log.push(line);
      },
    });
    const close = async (): Promise<void> => {
      await session.destroy();
      await rm(folder, { recursive: true, force: true });
    };
    try {
      setTheStage(await importCharms(session, folder)).forEach((one) => session.update(one));
      await session.settle();
    } catch (error) {
      await close();
      throw error;
    }
    const start = session.model;
    const stage: Stage = {
      get model() {
        return session.model;
      },
      log,
      reset: () => {
        log.length = 0;
        session.update(() => start);
      },
      update: (transition) => session.update(transition),
      play: async (part, leaves = []) => {
        await session.settle();
        await clear(session, part);
        const path = await inCharm(session, part, `${ROWS}/${part.program}`);
        await writeFile(path, scriptOf(part));
        await writeFiles(session, part);
        session.update(part.trigger);
        await session.settle();
        const files: Record<string, string> = {};
        for (const name of leaves)
          files[name] = await readFile(await inCharm(session, part, name), 'utf8');
        const answers = await readAnswers(session, part);
        await removeFiles(session, part, leaves);
        return { answers, environment: await readEnvironment(session, part), files };
      },
      exec: async ({ relation, ...part }) => {
        await session.settle();
        await clear(session, part);
        await writeFiles(session, part);
        const { code } = await session.runCommands(
          part.unit,
          scriptOf(part),
          relation === undefined ? {} : { relation },
        );
        await session.settle();
        const answers = await readAnswers(session, part);
        return { answers, environment: await readEnvironment(session, part), files: {}, code };
      },
      close,
    };
    return stage;
  },
};

async function importCharms(
  session: Session,
  folder: string,
): Promise<Record<string, CharmArtefact>> {
  const charms: Record<string, CharmArtefact> = {};
  for (const [name, files] of Object.entries(CHARMS)) {
    const path = join(folder, `${name}.charm`);
    await writeArchive(path, { ...files, dispatch: { text: DISPATCH, mode: 0o755 } });
    charms[name] = await session.importCharm(path);
  }
  return charms;
}

function inCharm(session: Session, { unit }: Part, name: string): Promise<string> {
  const tag = `unit-${unit.replace('/', '-')}`;
  return session.hostPath(unit, `/var/lib/juju/agents/${tag}/charm/${name}`);
}

async function clear(session: Session, part: Part): Promise<void> {
  const rows = await inCharm(session, part, ROWS);
  await rm(rows, { recursive: true, force: true });
  await mkdir(rows, { recursive: true });
}

async function writeFiles(session: Session, part: Part): Promise<void> {
  for (const [name, text] of Object.entries(part.files ?? {})) {
    await writeFile(await inCharm(session, part, name), text);
  }
  const rows = await inCharm(session, part, ROWS);
  for (const [index, { stdin }] of part.calls.entries()) {
    await writeFile(join(rows, `${index}.in`), stdin ?? '');
  }
}

async function removeFiles(session: Session, part: Part, more: readonly string[]): Promise<void> {
  for (const name of [...Object.keys(part.files ?? {}), ...more]) {
    await rm(await inCharm(session, part, name), { force: true });
  }
}

async function readAnswers(session: Session, part: Part): Promise<Answer[]> {
  const rows = await inCharm(session, part, ROWS);
  const text = (name: string): Promise<string> =>
    readFile(join(rows, name), 'utf8').catch(() => 'nothing was called');
  const answers: Answer[] = [];
  for (const index of part.calls.keys()) {
    const [out, err, code] = [`${index}.out`, `${index}.err`, `${index}.code`];
    answers.push({ out: await text(out), err: await text(err), code: Number(await text(code)) });
  }
  return answers;
}

/** What `env` printed, but for what the shell itself has put there. */
async function readEnvironment(session: Session, part: Part): Promise<Record<string, string>> {
  const text = await readFile(await inCharm(session, part, `${ROWS}/env`), 'utf8');
  const pairs = text.split('\n').flatMap((line): Array<[string, string]> => {
    const equals = line.indexOf('=');
    return equals === -1 ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
  });
  return Object.fromEntries(pairs.filter(([name]) => !SHELL.includes(name)));
}

const SHELL: readonly string[] = ['PWD', 'OLDPWD', 'SHLVL', '_'];

/** A shell script that makes the calls and keeps what they print. */
function scriptOf({ calls, exit = 0 }: Part): string {
  const lines = calls.map((call, index) => callOf(call, `${ROWS}/${index}`));
  return [`env >${ROWS}/env`, ...lines, `exit ${exit}`, ''].join('\n');
}

function callOf({ line, keep }: Call, path: string): string {
  const words = splitLine(line).map(quote).join(' ');
  const call = `${words} >${path}.out 2>${path}.err <${path}.in; echo $? >${path}.code`;
  return keep === undefined ? call : `${call}; ${keep}=$(cat ${path}.out)`;
}

/** In double quotes where it stands for something that was kept, else in single ones. */
function quote(word: string): string {
  return /\$\w/.test(word) ? `"${word}"` : `'${word}'`;
}
