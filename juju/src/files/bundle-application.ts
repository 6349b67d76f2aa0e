import { dirname, resolve } from 'node:path';
import { isApplicationName } from '../names.ts';
import { readBase, readTexts, refuseUnknownKeys } from './bundle-fields.ts';
import type { BundleApplication, BundleValue } from './bundle-types.ts';
import { readPlacements } from './bundle-placement.ts';
import type { Field } from './field.ts';

const KNOWN_KEYS = [
  'charm',
  'channel',
  'revision',
  'series',
  'base',
  'resources',
  'num_units',
  'scale',
  'to',
  'placement',
  'expose',
  'exposed-endpoints',
  'options',
  'annotations',
  'constraints',
  'storage',
  'devices',
  'bindings',
  'offers',
  'plan',
  'trust',
];

/** Reads the applications of a bundle. Source: contract build.md rows J77 to J81 and J88. */
export function readApplications(root: Field): Record<string, BundleApplication> {
  const section = root.required('applications', 'name at least one application');
  const fields = section?.entries() ?? [];
  if (section?.node.kind === 'map' && fields.length === 0) {
    section.fault('BUNDLE_EMPTY', 'the bundle has no application', 'name at least one');
  }
  const applications = fields.flatMap((field) => {
    if (field.isNull) {
      field.keyFault(
        'BUNDLE_APPLICATION',
        `the application "${field.key}" is empty`,
        'give it a charm, or remove it',
      );
      return [];
    }
    field.entries();
    return [[field.key, readApplication(field)] as const];
  });
  return Object.fromEntries(applications);
}

function readApplication(field: Field): BundleApplication {
  if (!isApplicationName(field.key)) {
    field.keyFault('BUNDLE_APPLICATION', `"${field.key}" cannot name an application`);
  }
  refuseUnknownKeys(field, KNOWN_KEYS);
  const channel = optional(field.child('channel'))?.string();
  const revision = optional(field.child('revision'))?.integer();
  const charm = readCharm(field, { channel, revision });
  const base = readBase(field.child('base'));
  const constraints = optional(field.child('constraints'))?.string();
  const units = readUnits(field);
  checkSeries(optional(field.child('series')));
  return {
    name: field.key,
    ...charm,
    ...(channel === undefined ? {} : { channel }),
    ...(revision === undefined ? {} : { revision }),
    ...(base === undefined ? {} : { base }),
    ...(units === undefined ? {} : { units }),
    ...(constraints === undefined ? {} : { constraints }),
    to: readPlacements(optional(field.child('to'))),
    options: readOptions(optional(field.child('options'))),
    exposed: readExposed(field),
    trusted: optional(field.child('trust'))?.boolean() ?? false,
    annotations: readTexts(field.child('annotations')),
    resources: readResources(optional(field.child('resources'))),
    bindings: readTexts(field.child('bindings')),
    storage: readTexts(field.child('storage')),
    place: field.node.place,
  };
}

function optional(field: Field | undefined): Field | undefined {
  return field?.isNull ? undefined : field;
}

/** Source: contract row J78. */
function readCharm(
  field: Field,
  more: { readonly channel: string | undefined; readonly revision: number | undefined },
): Pick<BundleApplication, 'charm' | 'charmPath' | 'charmPlace'> {
  const source = field.required('charm', 'add "charm: NAME" or "charm: ./PATH"');
  const charm = source?.word() ?? '';
  const charmPlace = source?.node.place ?? field.node.place;
  if (charm.startsWith('.') || charm.startsWith('/')) {
    return { charm, charmPlace, charmPath: resolve(dirname(charmPlace.file), charm) };
  }
  if (charm !== '') checkStoreCharm(source, charm);
  if (more.revision !== undefined && more.channel === undefined) {
    field
      .child('revision')
      ?.fault(
        'BUNDLE_REVISION',
        `the application "${field.key}" has a revision and no channel for later upgrades`,
        'add "channel: ..."',
      );
  }
  if (more.revision !== undefined && more.revision < 0) {
    field.child('revision')?.mismatch('a number of 0 or more');
  }
  return { charm, charmPlace };
}

function checkStoreCharm(source: Field | undefined, charm: string): void {
  const [, name = '', revision] =
    /^(?:ch:|local:)?(?:[^/]+\/)*?([^/]*?)(?:-([0-9]+))?$/.exec(charm) ?? [];
  if (!isApplicationName(name)) {
    source?.mismatch('the name of a charm or a path that begins with "./"');
  } else if (revision !== undefined && !charm.startsWith('local:')) {
    source?.fault(
      'BUNDLE_CHARM',
      `the charm "${charm}" embeds a revision`,
      `write "charm: ${name}" and "revision: ${revision}"`,
    );
  }
}

/** Source: contract row J80. */
function readUnits(field: Field): number | undefined {
  const [units, scale] = ['num_units', 'scale'].map((key) => optional(field.child(key)));
  const number = (units ?? scale)?.integer();
  if (number !== undefined && number < 0) (units ?? scale)?.mismatch('a number of 0 or more');
  if (units !== undefined && scale !== undefined) {
    scale.fault('BUNDLE_UNITS', `"${field.label}" has both num_units and scale`, 'remove "scale"');
  }
  return number;
}

/** Source: contract row J79. */
function checkSeries(field: Field | undefined): void {
  const text = field?.string();
  if (text !== undefined && !/^[a-z]+([a-z0-9]+)?$/.test(text)) {
    field?.mismatch('a series such as "jammy"');
  }
}

/** Source: contract row J85. */
function readExposed(field: Field): boolean {
  const exposed = optional(field.child('expose'))?.boolean() ?? false;
  const endpoints = optional(field.child('exposed-endpoints'))?.entries() ?? [];
  if (exposed && endpoints.length > 0) {
    field
      .child('exposed-endpoints')
      ?.fault(
        'BUNDLE_EXPOSE',
        `"${field.label}" has both exposed-endpoints and "expose: true"`,
        'remove one of the two',
      );
  }
  for (const cidr of endpoints.flatMap((it) => it.child('expose-to-cidrs')?.items() ?? [])) {
    const text = cidr.string();
    if (text !== undefined && !/^[0-9a-f.:]+\/[0-9]{1,3}$/i.test(text)) {
      cidr.mismatch('a range of addresses such as "10.0.0.0/8"');
    }
  }
  return exposed || endpoints.length > 0;
}

function readOptions(field: Field | undefined): Record<string, BundleValue> {
  const options = (field?.entries() ?? []).filter((option) => {
    if (option.node.kind !== 'scalar') option.mismatch('a single value');
    return !option.isNull;
  });
  return Object.fromEntries(options.map((option) => [option.key, option.node]));
}

/** Source: contract row J88. */
function readResources(field: Field | undefined): Record<string, number | string> {
  const resources = (field?.entries() ?? []).flatMap((resource) => {
    const { value } = resource.node;
    if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) {
      return [[resource.key, value] as const];
    }
    resource.mismatch('a revision or the path of a file');
    return [];
  });
  return Object.fromEntries(resources);
}
