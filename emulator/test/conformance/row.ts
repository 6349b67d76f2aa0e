import type { Model } from '../../src/model.ts';
import {
  addRelation,
  addStorage,
  enqueueActions,
  removeRelation,
  requestUpdateStatus,
} from '../../src/transitions/index.ts';
import type { Transition } from '../../src/transitions/index.ts';
import { publish } from './fixture.ts';
import type { Call, HookPart } from './stage.ts';

/** When the tools of a row are called. */
export type Moment = Pick<HookPart, 'unit' | 'program' | 'trigger'>;

/** One fact about hook tools, shown by calls in one run of a charm. */
export interface Row {
  /** Number in the contract, for example `C58`, or the section that says it. */
  readonly row: string;
  /** What it shows. @default the command lines */
  readonly says?: string;
  /** @default a hook that is about nothing, on the leader */
  readonly moment?: Moment;
  /** What happens to the model first; hooks that follow are run before the calls. */
  readonly given?: readonly Transition[];
  readonly calls: readonly Call[];
  readonly files?: Readonly<Record<string, string>>;
  /** Files of the charm directory that there must be afterwards. */
  readonly leaves?: Readonly<Record<string, string>>;
  /** What the hook ends with. @default 0 */
  readonly exit?: number;
  /** The variables that tell what a run is about: exactly these … */
  readonly about?: Readonly<Record<string, string>>;
  /** … and some of the others; undefined for those that must not be there. */
  readonly variables?: Readonly<Record<string, string | RegExp | undefined>>;
  /** What `juju-log` has written: level, module and text. */
  readonly logs?: readonly string[];
  /** Something in the model once all is settled … */
  readonly finds?: (model: Model) => unknown;
  /** … and what it must be. */
  readonly is?: unknown;
  /** Needs other tools on PATH than the stage's version of Juju has. */
  readonly otherVersion?: true;
}

/** A row with one call that succeeds. */
export function prints(row: string, line: string, out = ''): Row {
  return { row, calls: [{ line, out }] };
}

/** A row with one call that is refused; the code is 2 unless said. */
export function refuses(row: string, line: string, message: string, code = 2): Row {
  return { row, calls: [{ line, err: `ERROR ${message}\n`, code }] };
}

/** The same rows at another moment. */
export function during(moment: Moment, rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ moment, ...row }));
}

/** A hook that is about nothing. */
export const PLAIN: Moment = {
  unit: 'u/0',
  program: 'update-status',
  trigger: requestUpdateStatus(['u/0']),
};

/** The same on the unit that does not lead. */
export const FOLLOWER: Moment = {
  unit: 'u/1',
  program: 'update-status',
  trigger: requestUpdateStatus(['u/1']),
};

/** The hook that says that app/0 has written. */
export function changed(data: Readonly<Record<string, string>> = { n: '1' }): Moment {
  return { unit: 'u/0', program: 'db-relation-changed', trigger: publish('app/0', data) };
}

/** The hook that says that the leader of app has written for its application. */
export function applicationChanged(data: Readonly<Record<string, string>>): Moment {
  return { unit: 'u/0', program: 'db-relation-changed', trigger: publish('app', data) };
}

/** The hook that says that there is a relation. */
export const CREATED: Moment = {
  unit: 'u/0',
  program: 'web-relation-created',
  trigger: addRelation('u:web', 'three:web'),
};

/** The first hook for a unit that leaves. */
export const DEPARTED: Moment = {
  unit: 'u/0',
  program: 'db-relation-departed',
  trigger: removeRelation('u:db', 'app:db'),
};

/** The last hook of the relation with app. */
export const BROKEN: Moment = { ...DEPARTED, program: 'db-relation-broken' };

/** The first hook of a relation whose other side has three units. */
export const JOINED: Moment = {
  unit: 'u/0',
  program: 'web-relation-joined',
  trigger: addRelation('u:web', 'three:web'),
};

/** The hook for a new piece of storage. */
export const ATTACHED: Moment = {
  unit: 'u/0',
  program: 'data-storage-attached',
  trigger: addStorage('u/0', 'data'),
};

/** An action with parameters. */
export function action(params: Readonly<Record<string, unknown>> = {}): Moment {
  const trigger = enqueueActions({ units: ['u/0'], action: 'dump', params });
  return { unit: 'u/0', program: 'dump', trigger };
}
