import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Rooms of the house, and which packages product code in them may import. */
const DOORS: readonly { readonly room: string; readonly mayImport: readonly string[] }[] = [
  { room: 'juju', mayImport: [] },
  { room: 'layers/reactive', mayImport: ['juju'] },
  { room: 'interfaces', mayImport: ['juju', 'reactive'] },
  { room: 'layers/container', mayImport: ['juju', 'reactive'] },
  {
    room: 'layers/contrail-k8s-master',
    mayImport: ['juju', 'reactive', 'container', 'interface-*'],
  },
  { room: 'layers/contrail-k8s-node', mayImport: ['juju', 'reactive', 'container', 'interface-*'] },
  { room: 'build', mayImport: ['juju', 'juju/files'] },
  { room: 'emulator', mayImport: ['juju', 'juju/files', 'juju/wire'] },
  {
    room: 'testing',
    mayImport: ['juju', 'reactive', 'reactive/engine', 'emulator', 'emulator/core'],
  },
];

/** Rooms that must work for any charm. */
const GENERAL_ROOMS = ['build', 'emulator', 'juju', 'layers/reactive'];

const tracked = listFiles();

describe('rooms', () => {
  it.each(DOORS)('$room imports only what stands below it', ({ room, mayImport }) => {
    const wrong = productSources(room).flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('@reactive-charms/'))
        .map((name) => name.slice('@reactive-charms/'.length))
        .filter((name) => !mayImport.some((door) => matches(door, name)))
        .map((name) => `${file} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are entered through their packages, never by a path from outside', () => {
    const wrong = tracked
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => name.startsWith('.'))
          .map((name) => relative(ROOT, resolve(ROOT, dirname(file), name)))
          .filter((target) => !file.startsWith('tests/') && packageOf(target) !== packageOf(file))
          .filter((target) => !(file.includes('/test/') && target.startsWith('tests/support/')))
          .map((target) => `${file} reaches into ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('have sources that import something at all, so that the tests above can fail', () => {
    for (const { room } of DOORS) expect(productSources(room).length).toBeGreaterThan(0);
  });
});

describe('general rooms', () => {
  it.each(GENERAL_ROOMS)('%s names neither Contrail nor Kubernetes', (room) => {
    const wrong = tracked
      .filter((file) => file.startsWith(`${room}/`))
      .filter((file) => /contrail|kubernetes/i.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(wrong).toEqual([]);
  });
});

function listFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split('\n').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

function productSources(room: string): string[] {
  return tracked.filter(
    (file) =>
      file.startsWith(`${room}/`) && file.endsWith('.ts') && !/\/(?:test|testing)\//.test(file),
  );
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

function matches(door: string, name: string): boolean {
  return door.endsWith('*') ? name.startsWith(door.slice(0, -1)) : name === door;
}

function packageOf(path: string): string {
  const parts = path.split('/');
  const depth = ['layers', 'interfaces'].includes(parts[0] ?? '') ? 2 : 1;
  return parts.slice(0, depth).join('/');
}
