import { join } from 'node:path';
import { Findings } from '../../src/findings.ts';
import { packageFiles } from '../../src/interfaces/package-files.ts';
import { checkNames } from '../../src/interfaces/package-names.ts';
import { describePlace, isMember, type PackagePlace } from '../../src/interfaces/package-place.ts';
import { readMap } from '../../src/yaml/read-tree.ts';
import { textOf, valueAt } from '../../src/yaml/tree.ts';
import { makeWorkspace, type Files } from '../support/workspace.ts';

/** What is around interfaces/ in a workspace of layers and interfaces. */
function placeIn(files: Files): PackagePlace {
  const workspaces = ['./layers/*', 'interfaces/*/', 'tools'];
  const workspace = makeWorkspace({ 'package.json': { name: 'shop', workspaces }, ...files });
  try {
    return describePlace(join(workspace.root, 'interfaces'));
  } finally {
    workspace.remove();
  }
}

describe('the scope of a new package', () => {
  it.each<[string | undefined, string[]]>([
    ['@acme', ['@acme/base', 'shop']],
    ['@acme', ['@acme/base', '@acme/shop']],
    [undefined, ['@acme/base', '@shop/shop']],
    [undefined, ['base', 'shop']],
  ])('is %s among %j', (scope, [base, shop]) => {
    const files = {
      'layers/base/package.json': { name: base },
      'layers/shop/package.json': { name: shop },
      'layers/notes.txt': '',
    };
    expect(placeIn(files).scope).toBe(scope);
  });

  it('may come from a member that is listed by its folder', () => {
    expect(placeIn({ 'tools/package.json': { name: '@acme/tools' } }).scope).toBe('@acme');
  });

  it('is not that of packages that are no members', () => {
    expect(placeIn({ 'other/package.json': { name: '@acme/other' } }).scope).toBeUndefined();
  });
});

describe('the scripts of a new package', () => {
  const a = { name: 'a', scripts: { prepack: 'false' } };

  it('are those that all its neighbours have', () => {
    const files = { 'interfaces/a/package.json': a, 'interfaces/b/package.json': a };
    expect(placeIn({ ...files, 'interfaces/c/README.md': '' }).scripts).toEqual(a.scripts);
  });

  it('are none where neighbours differ, or there are none', () => {
    const files = { 'interfaces/a/package.json': a, 'interfaces/b/package.json': { name: 'b' } };
    expect(placeIn(files).scripts).toBeUndefined();
    expect(placeIn({ 'layers/a/package.json': a }).scripts).toBeUndefined();
  });
});

describe('a new package', () => {
  it.each<[boolean, string[]]>([
    [true, ['interfaces/*']],
    [true, ['./interfaces/db']],
    [true, ['/interfaces/**']],
    [false, ['layers/*']],
    [false, ['*']],
    [false, ['interfaces/*', '!interfaces/db']],
  ])('is a member of the workspace (%s) by the patterns %j', (expected, workspaces) => {
    const workspace = makeWorkspace({ 'package.json': { workspaces } });
    const directory = join(workspace.root, 'interfaces/db');
    expect(isMember(workspace.root, directory)).toBe(expected);
    workspace.remove();
  });

  it.each(['yes', 'a1e3_b-c', 'null', 'on', 'db'])('has the name %s as a text', (name) => {
    const names = { name, scope: undefined };
    const findings = new Findings();
    checkNames(names, findings);
    const engine = { version: '1.2.3', isSource: true };
    const rest = { isPeers: false, license: undefined, scripts: undefined, engine };
    const text = packageFiles({ ...names, ...rest }).get('interface.yaml') ?? '';
    const settings = readMap({ text, file: 'interface.yaml' }, findings);
    expect(textOf(valueAt(settings, 'name'))).toBe(name);
    expect(findings.all).toEqual([]);
  });
});
