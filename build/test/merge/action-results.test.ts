import { mergeFixture, TOP_METADATA, type Merged } from '../support/workspace.ts';

/** Merges a charm whose actions.yaml this is, over one of a base layer. */
function merge(actions: string, below = ''): Merged {
  return mergeFixture({
    'base/layer.yaml': {},
    'base/actions.yaml': below,
    'top/layer.yaml': { includes: ['layer:base'] },
    'top/metadata.yaml': TOP_METADATA,
    'top/actions.yaml': actions,
  });
}

const BACK_UP = `
back-up:
  description: Saves.
  params:
    path: {type: string}
  results:
    size: {type: integer, description: In bytes.}
    outcome: {type: string, enum: [good, poor]}
    copies:
      type: object
      properties: {off-site: {type: boolean}, more: {type: object}}
    other:
ping: {}
`;

describe('results in actions.yaml', () => {
  it('are told to the types', () => {
    const { results, findings } = merge(BACK_UP);
    expect(findings.all).toEqual([]);
    expect(results).toEqual({
      'back-up': {
        size: { description: 'In bytes.', type: 'number' },
        outcome: { description: '', type: 'string', values: ['good', 'poor'] },
        copies: {
          description: '',
          properties: {
            'off-site': { description: '', type: 'boolean' },
            more: { description: '', properties: {} },
          },
        },
        other: { description: '', type: 'any' },
      },
    });
  });

  it('are not part of the charm, because Juju does not know them', () => {
    expect(merge(BACK_UP).contentOf('actions.yaml')).toEqual({
      'back-up': { description: 'Saves.', params: { path: { type: 'string' } } },
      ping: {},
    });
  });

  it('are merged with those of the layers below', () => {
    const { results } = merge(
      BACK_UP,
      'back-up: {results: {size: {description: x}, age: {type: number}}}',
    );
    expect(Object.keys(results['back-up'] ?? {})).toEqual([
      'size',
      'age',
      'outcome',
      'copies',
      'other',
    ]);
    expect(results['back-up']?.['size']).toEqual({ description: 'In bytes.', type: 'number' });
  });

  it('leave an actions.yaml without any as it is', () => {
    const { results, contentOf } = merge('ping: {description: Answers.}\n');
    expect(results).toEqual({});
    expect(contentOf('actions.yaml')).toEqual({ ping: { description: 'Answers.' } });
  });

  it.each([
    ['a list', 'results: [size]', '2:12', 'must be a mapping, found a list'],
    ['a result that is text', 'results: {size: big}', '2:19', "result 'size' has no type"],
    ['a list as a result', 'results: {all: {type: array}}', '2:25', "result 'all' has no type"],
    ['an upper-case name', 'results: {Size: {}}', '2:13', "'Size' cannot be the name of a result"],
    [
      "a name of Juju's own",
      'results: {stdout: {}}',
      '2:13',
      "'stdout' is a name of results that Juju",
    ],
    ['a wrong name inside', 'results: {a: {properties: {b.c: {}}}}', '2:30', "'b.c' cannot be"],
  ])('must not be %s', (_, line, at, message) => {
    const { findings } = merge(`ping:\n  ${line}\n`);
    const [finding] = findings.all;
    expect(finding).toMatchObject({ severity: 'error', code: 'RESULTS_BAD' });
    expect(finding?.text).toContain(message);
    expect(`${finding?.place?.line}:${finding?.place?.column}`).toBe(at);
  });
});
