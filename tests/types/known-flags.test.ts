import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCharm, Findings } from '@reactive-charms/build';
import { DiagnosticsError } from '@reactive-charms/juju';

const ROOT = join(__dirname, '../..');

const CHARM = {
  'package.json': '{"name": "charm", "version": "1.0.0", "workspaces": []}',
  'layer.yaml': 'includes: [layer:reactive, interface:tickets]\nflags: [operator.pause]\n',
  'metadata.yaml':
    'name: desk\nsummary: A desk.\ndescription: A desk.\nrequires: {office: {interface: tickets}}\n',
  'interfaces/tickets/interface.yaml': 'name: tickets\n',
  'interfaces/tickets/package.json': '{"name": "interface-tickets"}',
  'interfaces/tickets/index.ts': `
import { defineEndpoint, Requester } from '@reactive-charms/reactive';
export class Requires extends Requester<any, any, 'open'> {
  static override readonly handlers = defineEndpoint(() => Requires, (on) => {
    on.sets('open');
    on.when('endpoint.{endpoint_name}.joined').handle('open', ({ endpoint, flags }) => flags.set(endpoint.flag('open')));
  });
  protocol: any;
}`,
} as const;

function layerWith(...conditions: readonly string[]): string {
  const handlers = conditions.map(
    (words, index) => `layer.${words}.handle('h${index}', () => {});`,
  );
  return `
import { defineLayer } from '@reactive-charms/reactive';
const READY = 'desk.ready';
export const layer = defineLayer<any>('desk', (layer: any) => {
  layer.hook('install').handle('set-up', ({ flags }: any) => flags.set(READY));
  ${handlers.join('\n  ')}
});`;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'known-flags-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a charm on the real engine. @returns codes and texts of what was found. */
async function buildDesk(...conditions: readonly string[]): Promise<string[]> {
  const directory = join(folder, 'desk');
  const files = { ...CHARM, [`reactive/desk.ts`]: layerWith(...conditions) };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const findings = new Findings();
  const environment = { LAYER_PATH: join(ROOT, 'layers') };
  const runtime = (): Promise<never> => Promise.reject(new Error('not asked for'));
  await buildCharm({ directory, cwd: folder, environment, runtime }, findings).catch(
    (error: unknown) => {
      if (!(error instanceof DiagnosticsError)) throw error;
    },
  );
  return findings.all.map(({ code, text, place }) => `${place?.line ?? '-'} ${code} ${text}`);
}

describe('a charm on the engine', () => {
  it('knows its own flags, those of its interfaces, declared ones, and those of the engine', async () => {
    const found = await buildDesk(
      "when('desk.ready', 'operator.pause')",
      "when('endpoint.office.open', 'endpoint.office.all_responses')",
      "whenAny('endpoint.office.changed.x', 'config.changed', 'secret.expired.password')",
    );
    expect(found).toEqual([]);
    const types = readFileSync(join(folder, 'desk/generated/charm.ts'), 'utf8');
    expect(types).toContain(
      "readonly flags: 'desk.ready' | 'endpoint.office.open' | 'operator.pause';",
    );
  });

  it('is not built with a handler that can never run', async () => {
    const found = await buildDesk("when('desk.raedy')");
    expect(found).toEqual([
      expect.stringMatching(/^6 FLAG_NEVER_SET handler 'desk\/h0' waits for/),
    ]);
  });

  it('is not built with a handler that the engine refuses', async () => {
    const found = await buildDesk("when('desk.ready').whenNot('desk.ready')");
    expect(found).toEqual([expect.stringMatching(/^6 HANDLER_NEVER_RUNS handler 'desk\/h0' can/)]);
  });
});
