import { access, constants, rm } from 'node:fs/promises';
import type { UnitName } from '@reactive-charms/juju';
import { runProgram } from './agent-run.ts';
import type { AgentHost } from './agent-run.ts';
import { deployCharm } from './charm-deployer.ts';
import type { Hook } from './model.ts';
import { unitPaths } from './paths.ts';
import type { Step } from './scheduler.ts';
import type { CharmStore } from './storage/charm-store.ts';
import { logUnit } from './store.ts';
import { commitRun, keepCache } from './transitions/commit.ts';
import { dropUnit } from './transitions/dropping.ts';
import { charmDeployed, hookDone, hookFailed, hookStarted } from './transitions/hooks.ts';
import { sequence } from './transitions/transition.ts';

/** What the agents of units work with. */
export interface UnitAgentHost extends AgentHost {
  readonly charms: CharmStore;
}

/** How a step went. */
export type StepResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly hook: string; readonly exitCode: number }
  /** The hook was killed; it stays due (C116). */
  | { readonly kind: 'terminated'; readonly hook: string };

const UNITER = 'juju.worker.uniter.operation';

/** Carries out one step of a unit's agent and notes the outcome in the model. */
export async function performStep(
  host: UnitAgentHost,
  unit: UnitName,
  step: Step,
): Promise<StepResult> {
  switch (step.kind) {
    case 'deploy-charm':
      await unpackCharm(host, unit);
      host.store.update(charmDeployed(unit, step.next));
      return { kind: 'done' };
    case 'hook':
      return runHook(host, unit, step.hook);
    case 'die':
      await removeFolders(host, unit);
      host.store.update((model) => dropUnit(model, unit));
      return { kind: 'done' };
  }
}

async function unpackCharm(
  { store, charms, machines }: UnitAgentHost,
  name: UnitName,
): Promise<void> {
  const unit = store.model.units[name];
  const charm = unit && store.model.applications[unit.application]?.charm;
  if (!unit || !charm) return;
  const paths = unitPaths(name);
  const before = unit.uniter.charm?.url;
  await deployCharm({
    charm,
    source: await charms.unpacked(charm),
    charmDirectory: machines.hostPath(unit.machine, paths.charm),
    manifestDirectory: machines.hostPath(unit.machine, paths.manifests),
    ...(before === undefined ? {} : { before }),
  });
  logUnit(store, name, { level: 'INFO', module: UNITER, message: `deployed charm ${charm.url}` });
}

async function runHook(host: UnitAgentHost, unit: UnitName, hook: Hook): Promise<StepResult> {
  const { store } = host;
  const started = Date.now();
  const remote = hook.kind === 'relation' ? hook.remoteUnit : undefined;
  const about = { unit, hook: hook.name, ...(remote === undefined ? {} : { remoteUnit: remote }) };
  store.update(hookStarted(unit, hook));
  store.emit({ kind: 'hook-started', time: store.now(), ...about });
  const program = await findProgram(host, unit, `hooks/${hook.name}`);
  const finish = (exitCode: number, toolCalls: Readonly<Record<string, number>> = {}): void => {
    store.emit({
      kind: 'hook-finished',
      time: store.now(),
      ...about,
      milliseconds: Date.now() - started,
      toolCalls,
      ok: exitCode === 0,
      skipped: program === undefined,
      exitCode,
    });
  };
  if (!program) {
    logUniter(host, unit, `skipped "${hook.name}" hook (missing)`);
    store.update(hookDone(unit, hook));
    finish(0);
    return { kind: 'done' };
  }
  const module = `unit.${unit}.${hook.name}`;
  const { code, signal, run, toolCalls } = await runProgram(host, {
    unit,
    purpose: { kind: 'hook', hook },
    program: program.path,
    args: [],
    onLine: (stream, message) =>
      logUnit(store, unit, { level: stream === 'stdout' ? 'DEBUG' : 'WARNING', module, message }),
  });
  if (signal === 'SIGTERM' || signal === 'SIGKILL') {
    logUniter(host, unit, `hook "${hook.name}" (via ${program.via}) was terminated by ${signal}`);
    store.update((model) => keepCache(model, run));
    finish(143, toolCalls);
    return { kind: 'terminated', hook: hook.name };
  }
  const exitCode = signal === undefined ? code : 128;
  if (exitCode === 0) {
    store.update(sequence(commitRun(run), hookDone(unit, hook)));
    logUniter(host, unit, `ran "${hook.name}" hook (via ${program.via})`);
    finish(0, toolCalls);
    return { kind: 'done' };
  }
  store.update(sequence((model) => keepCache(model, run), hookFailed(unit, hook)));
  const why = signal === undefined ? `exit status ${code}` : `signal: ${signal}`;
  const message = `hook "${hook.name}" (via ${program.via}) failed: ${why}`;
  logUnit(store, unit, { level: 'ERROR', module: UNITER, message });
  finish(exitCode, toolCalls);
  return { kind: 'failed', hook: hook.name, exitCode };
}

/** An executable `dispatch` wins for every hook (C59); without any program the hook is skipped (C58). */
async function findProgram(
  { store, machines }: UnitAgentHost,
  name: UnitName,
  dispatchPath: string,
): Promise<{ readonly path: string; readonly via: string } | undefined> {
  const unit = store.model.units[name];
  if (!unit) return undefined;
  const { charm } = unitPaths(name);
  const isExecutable = (path: string): Promise<boolean> =>
    access(machines.hostPath(unit.machine, path), constants.X_OK).then(
      () => true,
      () => false,
    );
  if (await isExecutable(`${charm}/dispatch`)) {
    return { path: `${charm}/dispatch`, via: 'hook dispatching script: dispatch' };
  }
  const path = `${charm}/${dispatchPath}`;
  return (await isExecutable(path)) ? { path, via: 'explicit, bespoke hook script' } : undefined;
}

async function removeFolders({ store, machines }: UnitAgentHost, name: UnitName): Promise<void> {
  const unit = store.model.units[name];
  if (!unit) return;
  const { agent, tools } = unitPaths(name);
  for (const folder of [agent, tools]) {
    await rm(machines.hostPath(unit.machine, folder), { recursive: true, force: true });
  }
}

function logUniter({ store }: UnitAgentHost, unit: UnitName, message: string): void {
  logUnit(store, unit, { level: 'INFO', module: UNITER, message });
}
