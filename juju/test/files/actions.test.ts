import { readActions } from '../../src/files/actions.ts';
import { verdict } from './support.ts';

function read(text: string, charm?: string): string {
  return verdict(() => readActions(text, 'actions.yaml', charm)).join('\n');
}

describe('readActions', () => {
  it('reads actions with parameters', () => {
    const text = `snapshot:
  description: Take a snapshot.
  params:
    outfile: {type: string, default: foo.bz2}
  required: [outfile]
  parallel: "true"
  additionalProperties: false
pause:
`;
    expect(readActions(text, 'actions.yaml')).toEqual({
      snapshot: {
        description: 'Take a snapshot.',
        params: { outfile: { type: 'string', default: 'foo.bz2' } },
        required: ['outfile'],
        additionalProperties: false,
      },
      pause: { description: '', params: {}, required: [] },
    });
  });

  it.each([
    ['additionalProperties: true', true],
    ['additionalProperties: false', false],
    ['title: A', undefined],
  ])('J62 tells whether the file says {%s}', (line, expected) => {
    const { a } = readActions(`a: {${line}}`, 'actions.yaml');

    expect(a?.additionalProperties).toBe(expected);
  });

  it('J56 accepts an empty file and refuses a list', () => {
    expect(readActions('', 'actions.yaml')).toEqual({});
    expect(read('- a')).toContain('must be a map');
    expect(read('a: text')).toContain('"a" must be a map');
  });

  it.each(['-snapshot', 'snapshot-', 'Snapshot', 'snap_shot'])(
    'J57 refuses the name %s',
    (name) => {
      expect(read(`${name}: {}`)).toContain('ACTION_NAME 1:1');
    },
  );

  it('J58 refuses reserved names but for charms of Juju, and not names that only begin alike', () => {
    expect(read('juju: {}')).toContain('ACTION_RESERVED');
    expect(read('juju-run: {}')).toContain('ACTION_RESERVED');
    expect(read('juju-run: {}', 'juju-x')).toBe('accepted');
    expect(read('jujutsu: {}')).toBe('accepted');
  });

  it.each([
    ['description', '5', 'must be a text'],
    ['title', '[a]', 'must be a text'],
    ['execution-group', '1', 'must be a text'],
    ['required', 'outfile', 'must be a list'],
    ['parallel', 'maybe', 'true or false'],
    ['params', '[a]', 'must be a map'],
    ['params', '', 'must be a map'],
  ])('J59 refuses %s: %s', (key, value, expected) => {
    expect(read(`a: {${key}: ${value}}`)).toContain(expected);
  });

  it('J60 refuses references at any depth', () => {
    expect(read('a:\n  params:\n    b: {items: [{$ref: x}]}')).toContain('ACTION_REFERENCE 3:18');
    expect(read('a: {$schema: x}')).toContain('ACTION_REFERENCE');
  });

  it('J61 refuses malformed definitions and unknown types', () => {
    expect(read('a: {definitions: [x]}')).toContain('must be a map');
    expect(read('a: {params: {b: {type: text}}}')).toContain('"a.params.b.type" must be');
    expect(read('a: {params: {b: {type: [string, "null"]}}}')).toBe('accepted');
  });
});
