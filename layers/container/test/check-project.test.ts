import { checkProject } from '../lib/check-project.ts';
import { DeclarationError } from '../lib/services.ts';
import type { ServiceDeclaration } from '../lib/services.ts';

function faultsOf(...services: readonly ServiceDeclaration[]): readonly string[] {
  try {
    checkProject({ project: 'shop', services });
    return [];
  } catch (error) {
    if (error instanceof DeclarationError) return error.faults;
    throw error;
  }
}

const web = { name: 'web', image: 'shop/web:1' } as const;

describe('checkProject', () => {
  it('accepts what an engine can follow', () => {
    expect(
      faultsOf(
        {
          ...web,
          environment: { EMPTY: '', PASSWORD: 'a#b "c" $d' },
          binds: [{ source: '/etc/shop', target: '/etc' }],
        },
        { name: 'db', image: 'registry.example:5000/shop/db@sha256:' + 'a'.repeat(64) },
      ),
    ).toEqual([]);
  });

  it('C23 refuses a line break in a variable, and does not show the value', () => {
    expect(faultsOf({ ...web, environment: { PASSWORD: 'first\nsecond' } })).toEqual([
      "service 'web' has a line break in the value of variable PASSWORD",
    ]);
  });

  it.each(['', 'A B', 'A=B'])('refuses a variable named %j', (name) => {
    expect(faultsOf({ ...web, environment: { [name]: 'value' } })).toEqual([
      `service 'web' has a variable named '${name}': a name is not empty and has no '=' or space`,
    ]);
  });

  it.each(['', 'upper/Case', 'a b', 'app:tag with space', 'app@sha256:short'])(
    'refuses the image reference %j',
    (image) => {
      expect(faultsOf({ name: 'web', image })).toEqual([
        `service 'web' has image '${image}', which is no image reference`,
      ]);
    },
  );

  it('reports all faults at once', () => {
    expect(
      faultsOf(
        { ...web, dependsOn: ['cache'], binds: [{ source: 'relative', target: '/a:b' }] },
        web,
        { name: 'bad name', image: 'a' },
      ),
    ).toEqual([
      "service 'web' is declared twice",
      "service 'web' binds 'relative': an absolute path without ':' is needed",
      "service 'web' binds '/a:b': an absolute path without ':' is needed",
      "service 'web' needs service 'cache', which the project does not declare",
      "service name 'bad name' may hold letters, digits, '_', '.' and '-' only",
    ]);
  });

  it('names the circle of services that need each other', () => {
    expect(
      faultsOf(
        { ...web, dependsOn: ['db'] },
        { name: 'db', image: 'db', volumesFrom: ['files'] },
        { name: 'files', image: 'files', dependsOn: ['db'] },
      ),
    ).toEqual(['services need each other in a circle: db → files → db']);
  });
});
