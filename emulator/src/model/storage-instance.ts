import type { UnitName } from '@reactive-charms/juju';
import type { Instant, Life } from '../model.ts';

/** One piece of storage. It belongs to one unit for its whole life. */
export interface StorageInstance {
  /** Name of the storage and a number that is used once in a model, for example `data/0`. */
  readonly id: string;
  /** Name of the storage in the charm's metadata. */
  readonly name: string;
  readonly kind: 'filesystem' | 'block';
  readonly owner: UnitName;
  readonly life: Life;
  /** Path on the unit's machine: of the file system's folder, or of the device. */
  readonly location: string;
  /** In mebibytes, as asked for. */
  readonly size: number;
  readonly since: Instant;
}
