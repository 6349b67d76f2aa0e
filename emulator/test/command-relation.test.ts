import { findCommandRelation } from '../src/command-relation.ts';
import type { RelationChoice } from '../src/command-relation.ts';
import { related } from './support/related.ts';

/** What wordpress/0 finds beside so many units of mysql. */
function found(mysql: number, choice: RelationChoice): ReturnType<typeof findCommandRelation> {
  return findCommandRelation(related({ mysql }).model, 'wordpress/0', choice);
}

describe('the relation that commands are about', () => {
  it('is none where none is named', () => {
    expect(found(1, { remoteUnit: 'mysql/0' })).toBeUndefined();
  });

  it('section 3.15 has its only member, or the one that is named, as the remote unit', () => {
    expect(found(1, { relation: 'db:0' })).toEqual({ number: 0, remoteUnit: 'mysql/0' });
    expect(found(2, { relation: 'db:0', remoteUnit: 'mysql/1' })).toEqual({
      number: 0,
      remoteUnit: 'mysql/1',
    });
  });

  it('section 3.15 has whatever is forced', () => {
    expect(found(0, { relation: 'db:0', forceRemoteUnit: true })).toEqual({ number: 0 });
    expect(
      found(0, { relation: 'db:0', forceRemoteUnit: true, remoteUnit: 'mysql/7' }),
    ).toMatchObject({ remoteUnit: 'mysql/7' });
  });

  it('has a remote application where one is named, and no unit then', () => {
    expect(found(0, { relation: 'db:0', remoteApplication: 'mysql' })).toEqual({
      number: 0,
      remoteApplication: 'mysql',
    });
  });

  it.each<[number, RelationChoice, string]>([
    [0, { relation: 'db:0' }, 'cannot infer remote unit in empty relation 0'],
    [2, { relation: 'db:0' }, 'relation 0 has more than one remote unit'],
    [1, { relation: 'db:0', remoteUnit: 'mysql/7' }, 'unknown remote unit "mysql/7"'],
    [1, { relation: 'db:7' }, 'unit "wordpress/0" has no relation "db:7"'],
  ])('section 3.15 is refused beside %d units for %o', (mysql, choice, message) => {
    expect(() => found(mysql, choice)).toThrow(message);
  });
});
