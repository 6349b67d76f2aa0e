import { createHookTools, createToolRunner, readHookContext } from '@reactive-charms/juju';
import type { HookTools } from '@reactive-charms/juju';
import { sealCharm } from '../charm/seal-charm.ts';
import type { SealedCharm } from '../charm/charm.ts';
import { openSession, SESSION_VARIABLE } from '../executables/session.ts';
import type { Session } from '../executables/session.ts';
import type { Hashes, SessionState } from '../executables/session-text.ts';
import { FlagStore } from '../flags/flag-store.ts';
import { standingConfigFlags } from '../flags/managed-flags.ts';
import { openMemory } from '../memory/memory-store.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { FlagOrigin, Memory } from '../memory/memory.ts';
import { maskSecrets } from '../record/mask.ts';
import { BY_ENGINE } from '../record/origins.ts';
import { isManaged } from './managed.ts';
import type { Scene } from './sub-command.ts';

/** The flags and marks of a unit. */
export interface UnitView {
  readonly charm: SealedCharm;
  /**
   * The flags that the next hook will find, but for those that tell of a change; in a handler in
   * another language, those that the running hook has.
   */
  readonly flags: FlagStore;
  /** Ids of handlers that run only once and have run. */
  readonly invoked: ReadonlySet<string>;
  /** Handler id → path → hash of the file when the handler last ran. */
  readonly files: ReadonlyMap<string, Hashes>;
  /** The run that has started the command; undefined outside of handlers in other languages. */
  readonly session: Session | undefined;
}

/** All that is known of a unit. */
export interface Desk extends UnitView {
  /** What the last hook has left; undefined while none has succeeded. */
  readonly memory: Memory | undefined;
}

/**
 * Looks at the flags and marks of the unit, without holding up a hook that runs. In a handler in
 * another language the memory is not opened: its hook has told all that counts.
 */
export async function openView(scene: Scene): Promise<UnitView> {
  const charm = sealCharm(scene.definition);
  const session = await openSession(scene.environment);
  if (session === undefined) return viewOf(charm, await loadMemory(scene));
  return { charm, session, ...session.stateNow(charm.triggers) };
}

/** Looks at all that is known of the unit. */
export async function openDesk(scene: Scene): Promise<Desk> {
  const memory = await loadMemory(scene);
  const view =
    (scene.environment[SESSION_VARIABLE] ?? '') === '' ? undefined : await openView(scene);
  return { memory, ...(view ?? viewOf(sealCharm(scene.definition), memory)) };
}

async function loadMemory(scene: Scene): Promise<Memory | undefined> {
  return (await (await openStore(scene)).load()).memory;
}

function viewOf(charm: SealedCharm, memory: Memory | undefined): UnitView {
  const standing = listStandingFlags(charm, memory).map((flag) => [flag, null] as const);
  const values = { ...Object.fromEntries(standing), ...memory?.flags };
  const { invoked, files } = stateOf(memory, charm.triggers);
  // Nothing is changed here, so triggers have nothing to do.
  return { charm, flags: new FlagStore(values, []), invoked, files, session: undefined };
}

/** What operations change, as a memory has it. */
export function stateOf(
  memory: Memory | undefined,
  triggers: SealedCharm['triggers'],
): SessionState {
  return {
    flags: new FlagStore(memory?.flags ?? {}, triggers),
    invoked: new Set(memory?.invoked),
    files: new Map(Object.entries(memory?.files ?? {})),
  };
}

/** Finds out who set a flag; undefined when nobody knows. */
export function originsAt({ memory }: Desk): (flag: string) => Partial<FlagOrigin> | undefined {
  const origins = new Map(Object.entries(memory?.origins ?? {}));
  return (flag) => origins.get(flag) ?? (isManaged(flag) ? { by: BY_ENGINE } : undefined);
}

/** The value of a flag for people, who may show it to others: without secrets; undefined if it has none. */
export function tellValue({ charm, flags, memory }: Desk, flag: string): string | undefined {
  const value = flags.valueOf(flag);
  if (value === null) return undefined;
  return maskSecrets(JSON.stringify(value), { options: charm.options, memory });
}

/** Flags that follow from options alone; they are not remembered, because every hook sets them anew. */
function listStandingFlags(
  { options }: SealedCharm,
  memory: Memory | undefined,
): readonly string[] {
  return memory === undefined ? [] : standingConfigFlags(memory.config, options);
}

/** Opens the place where the unit's memory lies. */
export async function openStore(scene: Scene): Promise<MemoryStore> {
  const { definition, charmDirectory } = scene;
  const tools = definition.state === 'controller' ? hookToolsOf(scene) : undefined;
  return openMemory(definition, { charmDirectory, ...(tools ? { tools } : {}) });
}

/** Tells whether the command was started in a hook, an action, or by `juju exec`. */
export function isInHook({ environment }: Scene): boolean {
  return (environment['JUJU_CONTEXT_ID'] ?? '') !== '';
}

/** The hook tools, where Juju serves them. */
function hookToolsOf(scene: Scene): HookTools | undefined {
  const { environment } = scene;
  if (!isInHook(scene)) return undefined;
  return createHookTools(createToolRunner(environment, readHookContext(environment)));
}
