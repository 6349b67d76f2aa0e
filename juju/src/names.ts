/** The name of a unit, for example `mysql/0`. */
export type UnitName = `${string}/${number}`;

/** The ID of a relation as hook tools print it: endpoint name, colon, number; for example `cni:7`. */
export type RelationId = `${string}:${number}`;

const UNIT_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*\/(?:0|[1-9][0-9]*)$/;
const APPLICATION_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*$/;
const RELATION_ID = /^[^\s:]+:(?:0|[1-9][0-9]*)$/;

/** Tells whether a text is the name of a unit. Source: juju/names, contract row J15. */
export function isUnitName(text: string): text is UnitName {
  return UNIT_NAME.test(text);
}

/** Tells whether a text may name an application or a charm. Source: contract row J15. */
export function isApplicationName(text: string): boolean {
  return APPLICATION_NAME.test(text);
}

/** Tells whether a text is a relation ID such as `cni:7`. */
export function isRelationId(text: string): text is RelationId {
  return RELATION_ID.test(text);
}

/**
 * Reads a unit name.
 * @throws Error when the text is no unit name.
 */
export function parseUnitName(text: string): UnitName {
  if (!isUnitName(text)) throw new Error(`"${text}" is not a unit name such as "mysql/0"`);
  return text;
}

/** The application of a unit: `mysql` for `mysql/0`. */
export function applicationOf(unit: UnitName): string {
  return unit.slice(0, unit.lastIndexOf('/'));
}

/** The number of a unit: 0 for `mysql/0`. */
export function numberOf(unit: UnitName): number {
  return Number(unit.slice(unit.lastIndexOf('/') + 1));
}

/** The tag of a unit, as Juju writes it in paths: `unit-mysql-0` for `mysql/0`. */
export function unitTag(unit: UnitName): string {
  return `unit-${unit.replace('/', '-')}`;
}

/** The endpoint of a relation ID: `cni` for `cni:7`. */
export function endpointOf(id: RelationId): string {
  return id.slice(0, id.lastIndexOf(':'));
}

/** Orders units by application, then by number, so that u/2 stands before u/10. */
export function compareUnits(a: UnitName, b: UnitName): number {
  const slash = a.lastIndexOf('/');
  const isSame = slash === b.lastIndexOf('/') && b.startsWith(a.slice(0, slash));
  // Numbers have no zeros before them, so the longer one is the greater.
  if (isSame) return a.length - b.length || compareTexts(a, b);
  return compareTexts(applicationOf(a), applicationOf(b));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

const STORAGE_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*\/(?:0|[1-9][0-9]*)$/;

/** Tells whether a text is the ID of a storage instance: the storage's name and a number, `data/0`. */
export function isStorageId(text: string): text is `${string}/${number}` {
  return STORAGE_ID.test(text);
}

/** Tells whether a text is a port as tools print it: `80/tcp`, `8080-8088/udp` or `icmp`. */
export function isPort(text: string): text is 'icmp' | `${string}/${'tcp' | 'udp'}` {
  return /^(?:icmp|[0-9]+(?:-[0-9]+)?\/(?:tcp|udp))$/.test(text);
}
