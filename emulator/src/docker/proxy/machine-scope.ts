import type { ServedMachine } from '../machine.ts';

/** Labels that mark containers of a model in an Engine that others use too. */
export const SCOPE_LABELS = {
  model: 'juju-local.model',
  machine: 'juju-local.machine',
  /** The binds as they were asked for, to answer with. */
  binds: 'juju-local.binds',
} as const;

/** What tells the containers of one machine from all others in the Engine. */
export interface MachineScope {
  readonly machine: ServedMachine;
  /** In front of the names of containers and volumes. */
  readonly prefix: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The scope of a machine. */
export function scopeOf(modelUuid: string, machine: ServedMachine): MachineScope {
  return {
    machine,
    prefix: `${modelUuid.slice(0, 8)}-m${machine.id.replaceAll('/', '-')}-`,
    labels: { [SCOPE_LABELS.model]: modelUuid, [SCOPE_LABELS.machine]: machine.id },
  };
}

/** A filter for lists that lets only these labels pass, as a parameter of a query. */
export function labelFilter(labels: Readonly<Record<string, string>>): string {
  const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return encodeURIComponent(JSON.stringify({ label }));
}
