import { Findings } from '../../src/findings.ts';
import { composeCharm } from '../../src/compose-charm.ts';
import { makeWorkspace, type Files } from '../support/workspace.ts';

const METADATA = 'name: wordpress\nsummary: s\ndescription: d\n';

/** Composes a charm of one layer. */
function check(files: Files): Findings {
  const own = Object.entries({
    'layer.yaml': 'bases: [ubuntu@22.04]\n',
    'metadata.yaml': METADATA,
    ...files,
  });
  const workspace = makeWorkspace(
    Object.fromEntries(own.map(([path, content]) => [`layers/top/${path}`, content])),
  );
  try {
    const findings = new Findings();
    composeCharm(
      { directory: 'layers/top', cwd: workspace.root, environment: {}, architectures: [] },
      findings,
    );
    return findings;
  } finally {
    workspace.remove();
  }
}

/** `file:line` of every error. */
function errorPlaces(files: Files): string[] {
  return check(files)
    .all.filter(({ severity }) => severity === 'error')
    .map(({ place }) => `${place?.file.replace('layers/top/', '')}:${place?.line}`);
}

describe('checking the merged charm', () => {
  it('has nothing to say about a good charm', () => {
    expect(check({}).all).toEqual([]);
  });

  it.each(['Top', '2x', 'a_b', 'my-2', 'top-1'])(
    'B42 J15 refuses the charm name %s (a difference: top-1 too)',
    (name) => {
      const findings = check({ 'metadata.yaml': METADATA.replace('wordpress', name) });
      expect(findings.all).toMatchObject([
        { code: 'CHARM_NAME', place: { file: 'layers/top/metadata.yaml', line: 1, column: 7 } },
      ]);
    },
  );

  it.each([
    ['J8 no description', 'name: a\nsummary: s\n', /description/],
    ['J10 a number for text', `${METADATA}min-juju-version: 2.9\n`, /min-juju-version/],
    ['J24 an unknown scope', `${METADATA}requires: {db: {interface: x, scope: all}}\n`, /scope/],
    ['J27 one name twice', `${METADATA}requires: {db: x}\nprovides: {db: x}\n`, /db/],
    ['J28 a reserved name', `${METADATA}provides: {juju-x: y}\n`, /juju-x/],
    ['J31 a subordinate without container scope', `${METADATA}subordinate: true\n`, /container/],
    ['J34 storage without a type', `${METADATA}storage: {data: {location: /x}}\n`, /type/],
  ])('%s is an error', (_, metadata, text) => {
    const findings = check({ 'metadata.yaml': metadata });
    expect(findings.hasErrors).toBe(true);
    expect(findings.all.map((finding) => finding.text).join('\n')).toMatch(text);
  });

  it.each([
    ['J64 an unknown type', 'options:\n  a:\n    type: integer\n', 'config.yaml:3'],
    ['J66 an empty default', 'options:\n  a:\n    type: int\n    default: ""\n', 'config.yaml:4'],
    [
      'J69 B40 a bare yes',
      'options:\n  a:\n    type: boolean\n    default: yes\n',
      'config.yaml:4',
    ],
    [
      'J70 a number for text',
      'options:\n  a:\n    type: string\n    default: 1\n',
      'config.yaml:4',
    ],
  ])('%s in config.yaml is an error with its line', (_, config, place) => {
    expect(errorPlaces({ 'config.yaml': config })).toEqual([place]);
  });

  it('J57 J58 names of actions are checked', () => {
    const actions = 'good: {}\nback_up: {}\njuju-x: {}\n';
    expect(errorPlaces({ 'actions.yaml': actions })).toEqual(['actions.yaml:2', 'actions.yaml:3']);
  });

  it('J55 bases are checked', () => {
    expect(check({ 'layer.yaml': 'bases: [plan9@1]\n' }).hasErrors).toBe(true);
  });
});
