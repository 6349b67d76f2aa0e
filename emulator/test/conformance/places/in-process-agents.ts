import type { UnitName } from '@reactive-charms/juju';
import { hookEnvironment } from '../../../src/agent-environment.ts';
import type { AgentHost } from '../../../src/agent.ts';
import type { CharmRunner } from '../../../src/charm-runner.ts';
import { unitPaths } from '../../../src/paths.ts';
import { settle } from '../../../src/settle.ts';
import { RunKilledError } from '../../../src/tool-context.ts';
import type { CallerFiles, ToolAnswer, ToolContext } from '../../../src/tool-context.ts';
import { BadRequestError } from '../../../src/tools/index.ts';
import { splitLine } from '../stage.ts';
import type { Answer, HookPart } from '../stage.ts';

/** Calls that one run of a charm makes, and what they print and write. */
export interface Script extends Omit<HookPart, 'trigger'> {
  readonly answers: Answer[];
  readonly written: Record<string, string>;
  /** What the run is told by its environment. */
  environment: Readonly<Record<string, string>>;
}

/** Runs charms that do nothing, but for the scripts that `take` hands out. */
export function silentRunner(
  take: (unit: UnitName, program: string) => Script | undefined,
): CharmRunner {
  return {
    deployCharm: async () => undefined,
    findProgram: async () => ({ path: 'dispatch', via: 'hook dispatching script: dispatch' }),
    run: async ({ unit, context }) => {
      const { purpose } = context.run;
      const name =
        purpose.kind === 'hook'
          ? purpose.hook.name
          : purpose.kind === 'action'
            ? purpose.action.name
            : '';
      const script = take(unit, name);
      if (!script) return { code: 0 };
      script.environment = environmentOf(context);
      return { code: await callAll(context, script) };
    },
    reboot: async () => undefined,
    removeUnit: async () => undefined,
  };
}

/** Lets agents work until they are idle. */
export async function performSettle(host: AgentHost): Promise<void> {
  await settle(host, {
    parallel: 1,
    maximumHooks: 100,
    stopped: () => false,
    prepareMachine: async () => undefined,
  });
}

/** Makes the calls of a script one after the other. */
export async function callAll(context: ToolContext, script: Script): Promise<number> {
  const kept: Record<string, string> = {};
  for (const { line, stdin = '', keep } of script.calls) {
    const [tool = '', ...args] = splitLine(
      line.replace(/\$(\w+)/g, (whole, name: string) => kept[name] ?? whole),
    );
    try {
      const call = { tool, args, files: filesOf(script.written) };
      let answer = await context.answer(call);
      if (answer.needsStdin) answer = await context.answer({ ...call, stdin });
      script.answers.push(printed(answer));
      if (keep !== undefined) kept[keep] = String(answer.stdout).trimEnd();
    } catch (error) {
      if (error instanceof RunKilledError) return 137;
      if (!(error instanceof BadRequestError)) throw error;
      script.answers.push({ out: '', err: error.message, code: 1 });
    }
  }
  return script.exit ?? 0;
}

/** What a process would be told, with the paths of a machine that has a root of its own. */
export function environmentOf({ id, unit: name, run }: ToolContext): Record<string, string> {
  const { model, purpose, relation } = run;
  const unit = model.units[name];
  const machine = unit && model.machines[unit.machine];
  if (!machine) throw new Error(`unit ${name} is gone`);
  return hookEnvironment({
    model,
    unit,
    machine,
    purpose,
    ...(relation ? { relation } : {}),
    contextId: id,
    paths: unitPaths(name),
  });
}

function printed({ stdout, stderr, code }: ToolAnswer): Answer {
  return { out: String(stdout), err: String(stderr), code };
}

function filesOf(files: Record<string, string>): CallerFiles {
  return {
    read: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`open ${path}: no such file or directory`);
      return text;
    },
    write: (path, text) => {
      files[path] = text;
    },
  };
}
