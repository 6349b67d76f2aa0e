import { applyOverlay, readBundle, surveyBundle } from '../../src/files/bundle.ts';
import { verdict } from './support.ts';

const BUNDLE = `default-base: ubuntu@22.04
applications:
  mysql:
    charm: mysql
    channel: 8.0/stable
    num_units: 2
    to: [0, lxd:new]
    options: {port: 3306, ratio: 1.0, title: ~}
    expose: true
  wordpress:
    charm: ./wordpress.charm
    num_units: 1
    to: mysql/1
machines:
  0: {constraints: cores=4}
relations:
  - [wordpress:db, mysql:server]
`;

function read(more: string): string {
  return verdict(() => readBundle(more, 'bundle.yaml')).join('\n');
}

function application(fields: string): string {
  return read(`applications: {mysql: {${fields}}}`);
}

describe('readBundle', () => {
  it('reads applications, machines and relations', () => {
    const bundle = readBundle(BUNDLE, '/srv/bundle.yaml');
    expect(bundle.base).toBe('ubuntu@22.04');
    expect(bundle.applications['mysql']).toMatchObject({
      charm: 'mysql',
      channel: '8.0/stable',
      units: 2,
      exposed: true,
      trusted: false,
      to: [
        { text: '0', target: { kind: 'machine', machine: '0' } },
        { text: 'lxd:new', container: 'lxd', target: { kind: 'new' } },
      ],
    });
    expect(bundle.applications['mysql']?.charmPath).toBeUndefined();
    expect(bundle.applications['wordpress']?.charmPath).toBe('/srv/wordpress.charm');
    expect(bundle.applications['wordpress']?.to[0]?.target).toEqual({
      kind: 'unit',
      application: 'mysql',
      unit: 1,
    });
    expect(bundle.machines['0']).toMatchObject({ id: '0', constraints: 'cores=4' });
    expect(bundle.relations).toMatchObject([
      {
        ends: [
          { application: 'wordpress', endpoint: 'db' },
          { application: 'mysql', endpoint: 'server' },
        ],
        place: { file: '/srv/bundle.yaml', line: 17 },
      },
    ]);
  });

  it('keeps how options are written and drops those that are null', () => {
    const options = readBundle(BUNDLE, '/srv/bundle.yaml').applications['mysql']?.options ?? {};
    expect(Object.keys(options)).toEqual(['port', 'ratio']);
    expect(options['ratio']).toMatchObject({ value: 1, plain: '1.0', place: { line: 8 } });
  });

  it('J75 takes further documents as overlays and refuses unknown keys', () => {
    const bundle = readBundle(`${BUNDLE}---\napplications: {mysql: {num_units: 3}}\n`, 'b.yaml');
    expect(bundle.applications['mysql']?.units).toBe(3);
    expect(read('services: {a: {charm: a}}')).toContain('BUNDLE_KEY 1:1');
    expect(application('charm: mysql, units: 1')).toContain('BUNDLE_KEY 1:38');
  });

  it('J76 refuses types of bundles that machines cannot carry', () => {
    expect(read('bundle: pods\napplications: {a: {charm: a}}')).toContain('BUNDLE_TYPE');
    expect(read('bundle: ""\napplications: {a: {charm: a}}')).toBe('accepted');
  });

  it('J77 needs an application, and none that is empty', () => {
    expect(read('description: x')).toContain('has no "applications"');
    expect(read('applications: {}')).toContain('BUNDLE_EMPTY');
    expect(read('applications: {mysql: }')).toContain('BUNDLE_APPLICATION');
  });

  it.each([
    ['charm: ""', 'not empty'],
    ['num_units: 1', 'has no "charm"'],
    ['charm: mysql-5', 'BUNDLE_CHARM'],
    ['charm: "ch:mysql-5"', 'BUNDLE_CHARM'],
    ['charm: My_Charm', 'the name of a charm'],
    ['charm: mysql, revision: 5', 'BUNDLE_REVISION'],
    ['charm: mysql, revision: -1, channel: edge', '0 or more'],
    ['charm: mysql, revision: 5, channel: edge', 'accepted'],
    ['charm: "ch:mysql"', 'accepted'],
  ])('J78 judges an application {%s}', (fields, expected) => {
    expect(application(fields)).toContain(expected);
  });

  it('J79 tests base and series', () => {
    expect(application('charm: a, base: jammy')).toContain('a base such as');
    expect(application('charm: a, base: ubuntu@22.04/stable')).toBe('accepted');
    expect(application('charm: a, series: "22.04"')).toContain('a series such as');
  });

  it('J80 tests the number of units', () => {
    expect(application('charm: a, num_units: -1')).toContain('0 or more');
    expect(application('charm: a, num_units: 1, scale: 1')).toContain('BUNDLE_UNITS');
    expect(application('charm: a, num_units: one')).toContain('a whole number');
  });

  it.each([
    ['to: [1]', 'names a machine that is not in the bundle'],
    ['to: [wordpress/0]', 'names an application that is not in the bundle'],
    ['to: [mysql/1]', 'names a unit beyond the 1'],
    ['to: ["docker:1"]', 'a placement such as'],
    ['to: [new, new]', 'has 2 placements for 1 unit'],
    ['to: new', 'accepted'],
  ])('J81 judges the placement {%s}', (to, expected) => {
    expect(application(`charm: mysql, num_units: 1, ${to}`)).toContain(expected);
  });

  it('J82 wants numbered machines that are used', () => {
    const text = (id: string): string => `applications: {a: {charm: a}}\nmachines: {${id}: }`;
    expect(read(text('0'))).toContain('no placement uses the machine "0"');
    expect(read(text('first'))).toContain('cannot name a machine');
  });

  it.each([
    ['[a:x]', 'has 1 ends'],
    ['[a:x, b:y, b:z]', 'has 3 ends'],
    ['[a:x, "b:"]', '"application:endpoint"'],
    ['[a:x, c:y]', 'names the application "c", which is not in the bundle'],
    ['[a:x, a:y]', 'relates "a" to itself'],
    ['[a:x, b:y], [b:y, a:x]', 'stands twice'],
    ['text', 'must be a list'],
    ['[a, b]', 'accepted'],
    ['[a:x, [b:y, b:z]]', 'accepted'],
  ])('J83 judges the relations %s', (relations, expected) => {
    const text = `applications: {a: {charm: a}, b: {charm: b}}\nrelations: [${relations}]\n`;
    expect(read(text)).toContain(expected);
  });

  it('J83 says where a relation to nothing stands', () => {
    const text = 'applications: {a: {charm: a}}\nrelations:\n  - [a:x, wordpres:db]\n';
    expect(() => readBundle(text, 'bundle.yaml')).toThrow(
      /^bundle\.yaml:3:5: error: .*wordpres.*\n {2}3 \| {3}- \[a:x, wordpres:db\]\n.*\n {2}fix: use one of: a$/,
    );
  });

  it('J85 refuses expose beside exposed-endpoints, and what is no range', () => {
    const overlay = (fields: string): string =>
      verdict(() =>
        readBundle('applications: {a: {charm: a}}', 'b.yaml', [
          { text: `applications: {a: {${fields}}}`, file: 'o.yaml' },
        ]),
      ).join('\n');
    expect(overlay('expose: true, exposed-endpoints: {x: {}}')).toContain('BUNDLE_EXPOSE');
    expect(overlay('exposed-endpoints: {x: {expose-to-cidrs: [all]}}')).toContain('a range');
    expect(overlay('exposed-endpoints: {x: {expose-to-cidrs: [10.0.0.0/8]}}')).toBe('accepted');
  });

  it('J86 refuses offers in the bundle itself', () => {
    expect(application('charm: a, offers: {x: {endpoints: [y]}}')).toContain('BUNDLE_OVERLAY_ONLY');
  });

  it('J87 refuses one name for an application and a SAAS', () => {
    expect(read('applications: {a: {charm: a}}\nsaas: {a: {url: x}}')).toContain('BUNDLE_SAAS');
  });

  it('J88 wants revisions or paths for resources', () => {
    expect(application('charm: a, resources: {x: 5, y: ./file}')).toBe('accepted');
    expect(application('charm: a, resources: {x: [5]}')).toContain('a revision or the path');
  });
});

describe('applyOverlay', () => {
  const base = readBundle(BUNDLE, '/srv/bundle.yaml');

  it('takes a local charm relative to the overlay', () => {
    const overlay = 'applications: {mysql: {charm: ../charms/mysql.charm}}';
    const merged = applyOverlay(base, overlay, '/srv/overlays/local.yaml');
    expect(merged.applications['mysql']?.charmPath).toBe('/srv/charms/mysql.charm');
    expect(merged.applications['mysql']?.units).toBe(2);
    expect(merged.applications['wordpress']?.charmPath).toBe('/srv/wordpress.charm');
  });

  it('merges options key by key, and each knows its file', () => {
    const overlay = 'applications: {mysql: {options: {port: 3307, ratio: ~, name: x}}}';
    const merged = applyOverlay(base, overlay, '/srv/o.yaml').applications['mysql']?.options ?? {};
    expect(Object.entries(merged).map(([name, { value }]) => [name, value])).toEqual([
      ['port', 3307],
      ['name', 'x'],
    ]);
    expect(merged['port']?.place.file).toBe('/srv/o.yaml');
  });

  it('clears a map with an empty one and replaces lists and scalars', () => {
    const overlay = 'applications: {mysql: {options: {}, to: [0], num_units: 1, expose: false}}';
    const text = `${overlay}\n`.replace('num_units: 1', 'num_units: 2');
    const merged = applyOverlay(base, text, '/srv/o.yaml').applications['mysql'];
    expect(merged).toMatchObject({ options: {}, to: [{ text: '0' }], units: 2, exposed: false });
  });

  it('removes an application that is null with its relations', () => {
    const merged = applyOverlay(base, 'applications: {wordpress: }', '/srv/o.yaml');
    expect(Object.keys(merged.applications)).toEqual(['mysql']);
    expect(merged.relations).toEqual([]);
  });

  it('adds applications, appends relations and replaces machines', () => {
    const overlay = `applications:
  mysql: {to: [1]}
  router: {charm: ./router.charm}
machines: {1: }
relations: [[router:db, mysql:server]]
`;
    const merged = applyOverlay(base, overlay, '/srv/o.yaml');
    expect(Object.keys(merged.machines)).toEqual(['1']);
    expect(merged.relations.map(({ place }) => place.file)).toEqual([
      '/srv/bundle.yaml',
      '/srv/o.yaml',
    ]);
  });

  it('reports faults at the place in the overlay', () => {
    const read = (): unknown =>
      applyOverlay(base, 'relations:\n  - [mysql:x, none:y]\n', '/srv/o.yaml');
    expect(read).toThrow(/^\/srv\/o\.yaml:2:5: error: /);
  });

  it('lets a bundle be whole only with its overlay', () => {
    const text = 'applications: {a: {charm: a}}\nrelations: [[a:x, b:y]]\n';
    const overlay = { text: 'applications: {b: {charm: b}}', file: 'o.yaml' };
    expect(verdict(() => readBundle(text, 'b.yaml'))[0]).toContain('BUNDLE_RELATION');
    expect(verdict(() => readBundle(text, 'b.yaml', [overlay]))).toEqual(['accepted']);
  });
});

describe('surveyBundle', () => {
  it('answers what can be read, with every fault', () => {
    const text = 'applications: {a: {charm: a, num_units: one}, b: {charm: b}}\ncolour: blue\n';
    const { bundle, faults } = surveyBundle(text, 'b.yaml');
    expect(Object.keys(bundle.applications)).toEqual(['a', 'b']);
    expect(faults.map(({ code }) => code)).toEqual(['FIELD_TYPE', 'BUNDLE_KEY']);
  });

  it('tells keys that occur twice together with everything else', () => {
    const text = 'applications:\n  a: {charm: a}\n  a: {charm: b, num_units: one}\ncolour: blue\n';
    const { faults } = surveyBundle(text, 'b.yaml');
    expect(faults.map(({ code, place }) => `${place?.line} ${code}`)).toEqual([
      '3 YAML_DUPLICATE_KEY',
      '3 FIELD_TYPE',
      '4 BUNDLE_KEY',
    ]);
    expect(() => readBundle(text, 'b.yaml')).toThrow('occurs twice');
  });

  it('quotes of a file that is no bundle only the start', () => {
    const survey = (): unknown => surveyBundle('x'.repeat(5000), 'b.yaml');
    expect(survey).toThrow(/, found "x{60}…" /);
  });

  it('tells broken YAML of all files at once', () => {
    const broken = { text: 'a: [', file: 'o.yaml' };
    const survey = (): unknown => surveyBundle('b: [', 'b.yaml', [broken]);
    expect(survey).toThrow(/^b\.yaml:1:.*YAML_SYNTAX/);
    expect(survey).toThrow(/^o\.yaml:1:.*YAML_SYNTAX/m);
  });
});

describe('placements in a ring', () => {
  const units = (to: Readonly<Record<string, string>>, count = 1): string =>
    read(
      `applications: {${Object.entries(to)
        .map(([name, place]) => `${name}: {charm: x, num_units: ${count}, to: ${place}}`)
        .join(', ')}}`,
    );

  it.each([
    [{ a: '[b]', b: '[a]' }, '"a/0" beside "b/0" beside "a/0"'],
    [{ a: '[lxd:b/0]', b: '[c]', c: '["lxd:a"]' }, '"a/0" beside "b/0" beside "c/0" beside "a/0"'],
    [{ a: '[a]' }, '"a/0" beside "a/0"'],
  ])('%j is told', (to, text) => {
    expect(units(to)).toContain('BUNDLE_PLACEMENT_RING');
    expect(units(to)).toContain(text);
  });

  it('are told once each, and only where units really wait for each other', () => {
    expect(units({ a: '[b]', b: '[a]' }).match(/BUNDLE_PLACEMENT_RING/g)).toHaveLength(1);
    expect(units({ a: '[b]', b: '[a]' }, 2).match(/BUNDLE_PLACEMENT_RING/g)).toHaveLength(2);
    expect(units({ a: '[new, b/0]', b: '[a/0, a/1]' }, 2)).toBe('accepted');
  });
});
