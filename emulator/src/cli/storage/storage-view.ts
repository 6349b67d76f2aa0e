import type { Model, StorageInstance } from '../../model.ts';
import { formatColumns } from '../columns.ts';
import { compareNatural } from '../natural-order.ts';
import type { StatusInfo } from '../status/status-types.ts';
import { formatInstant } from '../time.ts';

/** Where a storage stands in Juju's views; everything here lies on the machine's own disk. */
const POOL = 'rootfs';

/** The attachment of a storage to a unit. */
export interface StorageUnitView {
  readonly machine: string;
  readonly location: string;
  readonly life: string;
}

/** A storage in `juju storage --format=json`. */
export interface StorageView {
  readonly kind: string;
  readonly life: string;
  readonly status: StatusInfo;
  readonly persistent: boolean;
  readonly attachments: { readonly units: Readonly<Record<string, StorageUnitView>> };
}

/** What lies below a storage: a file system or a volume. */
export interface CarrierView {
  readonly 'provider-id': string;
  readonly storage: string;
  readonly attachments: {
    readonly machines: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly units: Readonly<Record<string, StorageUnitView>>;
  };
  readonly pool: string;
  readonly size: number;
  readonly life: string;
  readonly status: StatusInfo;
}

/** What `juju storage --format=json` prints; empty parts are left out. */
export interface CombinedStorageView {
  readonly storage?: Readonly<Record<string, StorageView>>;
  readonly filesystems?: Readonly<Record<string, CarrierView>>;
  readonly volumes?: Readonly<Record<string, CarrierView>>;
}

/** Makes the view of all storage. */
export function viewAllStorage(model: Model, utc = false): CombinedStorageView {
  const all = sortedStorage(model);
  const carriers = (kind: StorageInstance['kind']): [string, CarrierView][] =>
    all
      .filter((it) => it.kind === kind)
      .map((it) => [carrierId(model, it), viewCarrier(model, it, utc)]);
  const [filesystems, volumes] = [carriers('filesystem'), carriers('block')];
  return {
    ...(all.length === 0
      ? {}
      : { storage: Object.fromEntries(all.map((it) => [it.id, viewStorage(model, it, utc)])) }),
    ...(filesystems.length === 0 ? {} : { filesystems: Object.fromEntries(filesystems) }),
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes) }),
  };
}

/** Makes the view of one storage. */
export function viewStorage(model: Model, storage: StorageInstance, utc = false): StorageView {
  return {
    kind: storage.kind,
    life: storage.life,
    status: viewState(model, storage, utc),
    persistent: false,
    attachments: { units: viewUnits(model, storage) },
  };
}

/** The table of `juju storage`. */
export function formatStorage(model: Model): string {
  return formatColumns([
    ['Unit', 'Storage ID', 'Type', 'Pool', 'Size', 'Status', 'Message'],
    ...sortedStorage(model).map((it) => [
      it.owner,
      it.id,
      it.kind,
      POOL,
      formatSize(it.size),
      viewState(model, it, false).current,
      '',
    ]),
  ]);
}

/** The section of `juju status --storage`; empty when there is none. */
export function formatStorageSection(model: Model, shown: (unit: string) => boolean): string {
  const all = sortedStorage(model).filter((it) => shown(it.owner));
  if (all.length === 0) return '';
  return formatColumns([
    ['Storage Unit', 'Storage ID', 'Type', 'Pool', 'Mountpoint', 'Size', 'Status', 'Message'],
    ...all.map((it) => [
      it.owner,
      it.id,
      it.kind,
      POOL,
      it.kind === 'filesystem' ? it.location : '',
      formatSize(it.size),
      viewState(model, it, false).current,
      '',
    ]),
  ]);
}

/** Mebibytes as Juju prints them: `512 MiB`, `1.0 GiB`. */
export function formatSize(mebibytes: number): string {
  const units = ['MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let [size, at] = [mebibytes, 0];
  while (size >= 1024 && at < units.length - 1) [size, at] = [size / 1024, at + 1];
  return `${size < 10 ? size.toFixed(1) : String(Math.round(size))} ${units[at] ?? ''}`;
}

function sortedStorage(model: Model): StorageInstance[] {
  return Object.values(model.storage).sort(
    (a, b) => compareNatural(a.owner, b.owner) || compareNatural(a.id, b.id),
  );
}

function viewState(model: Model, storage: StorageInstance, utc: boolean): StatusInfo {
  // There is nothing to provision; only a unit that is not there any more leaves storage behind.
  const present = model.units[storage.owner] === undefined ? 'detached' : 'attached';
  const current = storage.life === 'dying' ? 'detaching' : present;
  return { current, since: formatInstant(storage.since, utc) };
}

function viewUnits(model: Model, storage: StorageInstance): Record<string, StorageUnitView> {
  const machine = model.units[storage.owner]?.machine ?? '';
  return { [storage.owner]: { machine, location: storage.location, life: storage.life } };
}

function carrierId(model: Model, { id, owner }: StorageInstance): string {
  return `${model.units[owner]?.machine ?? ''}/${id.slice(id.lastIndexOf('/') + 1)}`;
}

function viewCarrier(model: Model, storage: StorageInstance, utc: boolean): CarrierView {
  const machine = model.units[storage.owner]?.machine ?? '';
  const where =
    storage.kind === 'filesystem'
      ? { 'mount-point': storage.location }
      : { device: storage.location.replace(/^\/dev\//, '') };
  return {
    'provider-id': carrierId(model, storage),
    storage: storage.id,
    attachments: {
      machines: { [machine]: { ...where, 'read-only': false, life: storage.life } },
      units: viewUnits(model, storage),
    },
    pool: POOL,
    size: storage.size,
    life: storage.life,
    status: viewState(model, storage, utc),
  };
}
