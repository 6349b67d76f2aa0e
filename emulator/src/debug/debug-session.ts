import type { UnitName } from '@reactive-charms/juju';
import type { Tmux } from './tmux.ts';

/** What a person wants to debug on a unit. */
export interface DebugWish {
  readonly unit: UnitName;
  /** Names of hooks and actions; empty means all. */
  readonly names: readonly string[];
  /** Of debug-code: where the charm is to stop. Absent in debug-hooks, where a shell waits instead. */
  readonly debugAt?: string;
}

/** The user option of tmux that carries the wish; it ends with the session. */
const OPTION = '@juju-local';

/** The arguments of tmux that note a wish in the session that was just made. */
export function noteWish({ names, debugAt }: DebugWish): string[] {
  return ['set-option', OPTION, JSON.stringify({ names, debugAt })];
}

/** The session of a unit, if there is one; Juju looks for one of the unit's name as well (C120). */
export async function findSession(tmux: Tmux, unit: UnitName): Promise<DebugWish | undefined> {
  if (!tmux.mayRun()) return undefined;
  const text = await tmux.ask('show-options', '-v', '-t', sessionTarget(unit), OPTION);
  return text === undefined ? undefined : readWish(unit, text);
}

/** Whether a session is about a hook or an action. */
export function isAbout({ names }: DebugWish, name: string): boolean {
  return names.length === 0 || names.includes(name);
}

/** The session of exactly this unit, as tmux is told it. */
export function sessionTarget(unit: UnitName): string {
  return `=${unit}:`;
}

function readWish(unit: UnitName, text: string): DebugWish | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('names' in value)) return undefined;
    const names = Array.isArray(value.names) ? value.names.map(String) : [];
    const debugAt = 'debugAt' in value ? String(value.debugAt) : undefined;
    return { unit, names, ...(debugAt === undefined ? {} : { debugAt }) };
  } catch {
    return undefined;
  }
}
