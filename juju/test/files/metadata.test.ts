import { readMetadata } from '../../src/files/metadata.ts';
import { verdict } from './support.ts';

const HEAD = 'name: mysql\nsummary: A database\ndescription: It stores rows.\n';

function read(more: string): string[] {
  return verdict(() => readMetadata(HEAD + more, 'metadata.yaml'));
}

describe('readMetadata', () => {
  it('reads what the engine, the builder and the model use', () => {
    const text = `${HEAD}
provides:
  db: mysql
  website: {interface: http, scope: global, optional: "true", limit: "2"}
requires:
  juju-info: {interface: juju-info, scope: container}
peers:
  cluster: {interface: mysql-ha}
subordinate: "t"
storage: {data: {type: filesystem, location: /srv}}
resources: {tool: {filename: tool.zip}, image: {type: oci-image}}
unknown: ignored
`;
    expect(readMetadata(text, 'metadata.yaml')).toEqual({
      name: 'mysql',
      summary: 'A database',
      description: 'It stores rows.',
      subordinate: true,
      endpoints: {
        db: { name: 'db', role: 'provides', interface: 'mysql', scope: 'global', optional: false },
        website: {
          name: 'website',
          role: 'provides',
          interface: 'http',
          scope: 'global',
          optional: true,
          limit: 2,
        },
        'juju-info': {
          name: 'juju-info',
          role: 'requires',
          interface: 'juju-info',
          scope: 'container',
          optional: false,
        },
        cluster: {
          name: 'cluster',
          role: 'peers',
          interface: 'mysql-ha',
          scope: 'global',
          optional: false,
        },
      },
      storage: { data: { type: 'filesystem', location: '/srv' } },
      resources: { tool: { type: 'file', filename: 'tool.zip' }, image: { type: 'oci-image' } },
      containers: [],
    });
  });

  it('J8 names each compulsory text that is missing, all at once', () => {
    expect(verdict(() => readMetadata('summary: 5\n', 'metadata.yaml'))).toEqual([
      'FIELD_MISSING 1:1 the file has no "name"',
      'FIELD_MISSING 1:1 the file has no "description"',
      'FIELD_TYPE 1:10 "summary" must be a text, found the number 5',
    ]);
  });

  it('refuses an empty file and a list', () => {
    expect(verdict(() => readMetadata('', 'm.yaml')).join()).toMatch(/must be a map/);
    expect(verdict(() => readMetadata('- a\n', 'm.yaml')).join()).toMatch(/must be a map/);
  });

  it.each([
    ['J7 ignores unknown keys', 'maintainer: x\nx: {y: [1]}', 'accepted'],
    ['J9 refuses a section that is null', 'provides:', '"provides" must be a map, found nothing'],
    ['J10 refuses a number as a text', 'min-juju-version: 2.9', 'found the number 2.9'],
    ['J10 accepts the same with quotes', 'min-juju-version: "2.9"', 'accepted'],
    ['J11 accepts a boolean in a text', 'subordinate: "false"', 'accepted'],
    ['J12 refuses a number as a boolean', 'subordinate: 1', 'must be true or false'],
    ['J13 refuses a text as a list', 'tags: database', '"tags" must be a list'],
    ['J13 refuses numbers in a list of texts', 'terms: [5]', '"terms.0" must be a text'],
    ['J14 reads the obsolete format as a number', 'format: "1"', 'accepted'],
    ['J14 refuses a word as format', 'format: new', '"format" must be a whole number'],
    ['J15 leaves the pattern of the name to deploy', '', 'accepted'],
    ['J19 refuses a mixture of formats', 'series: [jammy]\nassumes: [juju]', 'METADATA_AMBIGUOUS'],
    [
      'J22 refuses an endpoint that is a list',
      'provides: {db: [mysql]}',
      'an interface name or a map',
    ],
    [
      'J22 refuses an endpoint without interface',
      'provides:\n  db:\n    scope: global',
      'ENDPOINT_INTERFACE 5:3',
    ],
    [
      'J22 refuses an interface that is a number',
      'provides: {db: {interface: 5}}',
      'must be a text',
    ],
    ['J23 accepts a limit that is null', 'requires: {db: {interface: a, limit: ~}}', 'accepted'],
    [
      'J23 refuses a limit with a fraction',
      'requires: {db: {interface: a, limit: 1.5}}',
      'a whole number',
    ],
    [
      'J24 refuses an unknown scope',
      'requires: {db: {interface: a, scope: local}}',
      'must be "global" or "container"',
    ],
    [
      'J25 refuses a word as optional',
      'requires: {db: {interface: a, optional: maybe}}',
      'true or false',
    ],
    ['J26 ignores other keys of an endpoint', 'requires: {db: {interface: a, x: 1}}', 'accepted'],
    ['J26 takes any endpoint name', 'requires: {"D b!": a}', 'accepted'],
    [
      'J27 refuses one name in two sections',
      'provides: {db: a}\nrequires: {db: b}',
      'ENDPOINT_DUPLICATE 5:12',
    ],
    ['J28 refuses a reserved endpoint name', 'provides: {juju-x: a}', 'ENDPOINT_RESERVED'],
    ['J28 refuses it in requires of a principal', 'requires: {juju: a}', 'ENDPOINT_RESERVED'],
    [
      'J29 refuses a reserved interface in provides',
      'provides: {x: juju-info}',
      'INTERFACE_RESERVED',
    ],
    ['J29 accepts it in requires', 'requires: {x: juju-info}', 'accepted'],
    [
      'J31 refuses a subordinate without a container',
      'subordinate: true\nprovides: {x: {interface: a, scope: container}}',
      'SUBORDINATE_WITHOUT_PRINCIPAL',
    ],
    ['J33 accepts extra bindings', 'extra-bindings: {admin: }', 'accepted'],
    ['J33 refuses a value of an extra binding', 'extra-bindings: {admin: 1}', 'must be empty'],
    ['J33 refuses no extra bindings', 'extra-bindings: {}', 'at least one name'],
    [
      'J33 refuses an extra binding named as an endpoint',
      'provides: {db: a}\nextra-bindings: {db: }',
      'BINDING_DUPLICATE',
    ],
    ['J34 refuses storage without type', 'storage: {a: {}}', 'has no "type"'],
    [
      'J34 refuses an unknown type of storage',
      'storage: {a: {type: tape}}',
      'must be "filesystem" or "block"',
    ],
    [
      'J35 refuses a location of a block',
      'storage: {a: {type: block, location: /x}}',
      'STORAGE_LOCATION',
    ],
    [
      'J36 refuses a word as read-only',
      'storage: {a: {type: block, read-only: maybe}}',
      'true or false',
    ],
    [
      'J38 refuses a size without quotes',
      'storage: {a: {type: block, minimum-size: 5}}',
      'must be a text',
    ],
    ['J38 accepts units of size', 'storage: {a: {type: block, minimum-size: 1.5GiB}}', 'accepted'],
    [
      'J39 refuses unknown properties',
      'storage: {a: {type: block, properties: [x]}}',
      '"transient"',
    ],
    ['J40 refuses a negative count', 'devices: {gpu: {type: nvidia, countmin: -1}}', '0 or more'],
    [
      'J40 refuses a minimum over the maximum',
      'devices: {gpu: {type: x, countmin: 2, countmax: 1}}',
      'DEVICE_COUNT',
    ],
    ['J41 refuses the name of a payload', 'payloads: {5x: {type: docker}}', 'PAYLOAD_NAME'],
    [
      'J42 refuses an unknown type of resource',
      'resources: {a: {type: disk}}',
      'must be "file" or "oci-image"',
    ],
    [
      'J43 refuses a file resource without name',
      'resources: {a: {type: file}}',
      'has no "filename"',
    ],
    ['J43 refuses folders in the name', 'resources: {a: {filename: b/c.zip}}', 'without folders'],
    ['J44 needs no name for an image', 'resources: {a: {type: oci-image}}', 'accepted'],
    ['J45 refuses an unknown image', 'containers: {a: {resource: b}}', 'CONTAINER_RESOURCE'],
    [
      'J46 refuses an unknown storage',
      'containers: {a: {mounts: [{storage: b, location: /x}]}}',
      'CONTAINER_STORAGE',
    ],
    [
      'J47 refuses the user IDs of people',
      'containers: {a: {uid: 1000}}',
      'below 1000 or above 9999',
    ],
    ['J48 refuses an unknown user', 'charm-user: me', '"root", "sudoer" or "non-root"'],
    [
      'J49 accepts features, comparisons and groups',
      'assumes: [juju >= 3.1, k8s-api, {any-of: [a-b, juju < 4]}]',
      'accepted',
    ],
    ['J49 refuses other comparisons', 'assumes: [juju = 3]', 'a feature such as'],
    ['J49 refuses a map at the top', 'assumes: {any-of: [a]}', 'must be a list'],
    ['J49 refuses two keys in a group', 'assumes: [{any-of: [ab], all-of: [cd]}]', 'single key'],
    ['J50 refuses what is no version', 'min-juju-version: new', 'a version such as'],
    ['J51 accepts terms', 'terms: [owner/some-term/3, term1]', 'accepted'],
    ['J51 refuses what is no term', 'terms: ["1-x"]', 'a term such as'],
    ['J52 refuses what is no series', 'series: [Jammy]', 'a series such as'],
    ['J53 refuses unknown words of a deployment', 'deployment: {type: fixed}', '"stateful"'],
  ])('%s', (_title, more, expected) => {
    expect(read(more).join('\n')).toContain(expected);
  });

  it.each(['1', '"0-"', '"0-1"', '"1+"', '"2-3"', '"3-1"'])('J37 accepts the range %s', (range) => {
    expect(read(`storage: {a: {type: block, multiple: {range: ${range}}}}`)).toEqual(['accepted']);
  });

  it.each([
    ['100M', 100],
    ['1.5GiB', 1536],
    ['"3"', 3],
  ])('J38 reads the size %s in mebibytes', (size, minimumSize) => {
    const text = `${HEAD}storage: {a: {type: block, minimum-size: ${size}}}\n`;

    expect(readMetadata(text, 'metadata.yaml').storage['a']).toEqual({
      type: 'block',
      minimumSize,
    });
  });

  it.each(['0', '-1', '"0-0"', '"0"', '"x"'])('J37 refuses the range %s', (range) => {
    expect(read(`storage: {a: {type: block, multiple: {range: ${range}}}}`).join()).toMatch(
      /range/,
    );
  });

  it('J30 exempts charms whose own name begins with juju-', () => {
    const text = 'name: juju-x\nsummary: a\ndescription: b\nprovides: {juju-y: juju-z}\n';
    expect(verdict(() => readMetadata(text, 'metadata.yaml'))).toEqual(['accepted']);
  });

  it('J17 J18 compares the format with the manifest when it is at hand', () => {
    const bases = [{ name: 'ubuntu', channel: '22.04', architectures: [] }];
    const check = (more: string, withBases: boolean): string =>
      verdict(() =>
        readMetadata(HEAD + more, 'metadata.yaml', { manifest: { bases: withBases ? bases : [] } }),
      ).join('\n');
    expect(check('assumes: [juju]', false)).toContain('METADATA_FORMAT');
    expect(check('assumes: [juju]', true)).toBe('accepted');
    expect(check('min-juju-version: "3.1"', true)).toContain('METADATA_FORMAT');
    expect(check('series: [jammy]\nmin-juju-version: "3.1"', true)).toBe('accepted');
  });

  it('reports several faults in the order of the file', () => {
    expect(
      read('requires:\n  db: {scope: x}\nstorage:\n  a: {type: tape}\nprovides: [z]\n'),
    ).toEqual([
      'ENDPOINT_INTERFACE 5:3 the endpoint "db" has no interface',
      'FIELD_TYPE 7:13 "storage.a.type" must be "filesystem" or "block", found "tape"',
      'FIELD_TYPE 8:1 "provides" must be a map, found a list',
    ]);
  });
});
