import fc from 'fast-check';
import {
  describeCondition,
  explainFailure,
  explainUnmet,
  flagConditionsHold,
  flagsOf,
  holds,
} from '../../lib/handlers/conditions.ts';
import type { Condition, FlagCondition } from '../../lib/handlers/conditions.ts';

function isSetIn(...set: string[]): (flag: string) => boolean {
  return (flag) => set.includes(flag);
}

describe('holds', () => {
  it.each<[string, FlagCondition['kind'], string[], boolean]>([
    ['all, none set', 'all', [], false],
    ['all, one set', 'all', ['a'], false],
    ['all, both set', 'all', ['a', 'b'], true],
    ['any, none set', 'any', [], false],
    ['any, one set', 'any', ['b'], true],
    ['none, none set', 'none', [], true],
    ['none, one set', 'none', ['a'], false],
    ['R43 notAll, none set', 'notAll', [], true],
    ['R43 notAll, one set', 'notAll', ['a'], true],
    ['R43 notAll, both set', 'notAll', ['a', 'b'], false],
  ])('%s', (_case, kind, set, expected) => {
    expect(holds({ kind, flags: ['a', 'b'] }, isSetIn(...set))).toBe(expected);
  });

  it.each<[string, FlagCondition['kind'], boolean]>([
    ['R8 all of nothing holds', 'all', true],
    ['R8 R40 any of nothing does not', 'any', false],
    ['none of nothing holds', 'none', true],
    ['R40 notAll of nothing does not', 'notAll', false],
  ])('%s', (_case, kind, expected) => {
    expect(holds({ kind, flags: [] }, isSetIn('a'))).toBe(expected);
  });
});

describe('flagConditionsHold', () => {
  it.each<[string, Condition[], boolean]>([
    ['of none', [], true],
    ['of one that holds', [{ kind: 'all', flags: ['a'] }], true],
    [
      'R44 of one that holds and one that does not',
      [
        { kind: 'all', flags: ['a'] },
        { kind: 'none', flags: ['a'] },
      ],
      false,
    ],
    [
      'of some that are not over flags',
      [{ kind: 'once' }, { kind: 'fileChanged', paths: ['/a'] }],
      true,
    ],
  ])('%s, with a set', (_case, conditions, expected) => {
    expect(flagConditionsHold(conditions, isSetIn('a'))).toBe(expected);
  });
});

describe('explainUnmet', () => {
  const files: Condition = { kind: 'fileChanged', paths: ['/a', '/b'] };

  it('has one phrase for each condition that does not hold', () => {
    const conditions: Condition[] = [
      { kind: 'all', flags: ['a', 'b'] },
      { kind: 'any', flags: ['a', 'c'] },
      { kind: 'none', flags: ['a'] },
      { kind: 'once' },
      files,
    ];
    expect(explainUnmet(conditions, isSetIn('a'), true)).toEqual([
      'not set: b',
      'set, but must not be: a',
      'has run on this unit already',
    ]);
  });

  it('names files when nothing else is in the way', () => {
    const conditions: Condition[] = [{ kind: 'all', flags: ['a'] }, { kind: 'once' }, files];
    expect(explainUnmet(conditions, isSetIn('a'), false)).toEqual(['not changed: /a, /b']);
  });
});

describe('flagsOf', () => {
  it.each<[Condition, string[]]>([
    [{ kind: 'any', flags: ['a', 'b'] }, ['a', 'b']],
    [{ kind: 'once' }, []],
    [{ kind: 'fileChanged', paths: ['/a'] }, []],
  ])('of %j', (condition, flags) => {
    expect(flagsOf(condition)).toEqual(flags);
  });
});

describe('explainFailure', () => {
  it.each<[FlagCondition, string]>([
    [{ kind: 'all', flags: ['foo', 'bar', 'baz'] }, 'not set: bar, baz'],
    [{ kind: 'any', flags: ['bar', 'baz'] }, 'none is set of: bar, baz'],
    [{ kind: 'none', flags: ['foo', 'bar'] }, 'set, but must not be: foo'],
    [{ kind: 'notAll', flags: ['foo'] }, 'all are set of: foo'],
  ])('R9 with foo set, %j says: %s', (condition, text) => {
    expect(explainFailure(condition, isSetIn('foo'))).toBe(text);
  });

  it('says something exactly when the condition does not hold', () => {
    const flags = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
    const kind = fc.constantFrom<FlagCondition['kind'][]>('all', 'any', 'none', 'notAll');
    fc.assert(
      fc.property(kind, flags, flags, (kind, named, set) => {
        const condition = { kind, flags: named };
        const reason = explainFailure(condition, isSetIn(...set));
        expect(reason === undefined).toBe(holds(condition, isSetIn(...set)));
      }),
    );
  });
});

describe('describeCondition', () => {
  it.each<[Condition, string]>([
    [{ kind: 'all', flags: ['a', 'b'] }, 'when(a, b)'],
    [{ kind: 'any', flags: ['a'] }, 'whenAny(a)'],
    [{ kind: 'none', flags: ['a'] }, 'whenNot(a)'],
    [{ kind: 'notAll', flags: ['a'] }, 'whenNotAll(a)'],
    [{ kind: 'fileChanged', paths: ['/a', () => '/b'] }, 'whenFileChanged(/a, /b)'],
    [{ kind: 'once' }, 'onlyOnce()'],
  ])('prints %j as %s', (condition, text) => {
    expect(describeCondition(condition)).toBe(text);
  });

  it('R52 answers also where the function of a path throws', () => {
    const path = (): string => {
      throw new Error('no folder yet');
    };
    const condition: Condition = { kind: 'fileChanged', paths: ['/a', path] };
    expect(describeCondition(condition)).toBe('whenFileChanged(/a, (unknown path))');
    expect(explainUnmet([condition], isSetIn(), false)).toEqual([
      'not changed: /a, (unknown path)',
    ]);
  });
});
