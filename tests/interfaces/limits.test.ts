import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Databag, UnitName } from '@reactive-charms/reactive';
import { addRelation, deployApplication } from '../../emulator/src/index.ts';
import type { NewApplication } from '../../emulator/src/index.ts';
import { buildCharms } from '../deployment/support/contrail-bundle.ts';
import { packShellCharm } from '../deployment/support/shell-charm.ts';
import { openProbeModel } from './support/probe-model.ts';
import type { ProbeModel } from './support/probe-model.ts';

/** What fits through a databag: a charm gives back what shell scripts of a stranger tell it. */

const describeAll = process.env['INTERFACE_TEST'] === 'all' ? describe : describe.skip;

/** A charm that does one thing only: each unit writes its name where it is related. */
const STRANGER = {
  name: 'stranger',
  metadata: 'provides:\n  sound:\n    interface: http\n',
  script: 'relation-set name="$JUJU_UNIT_NAME"\n',
  hooks: ['sound-relation-created'],
};

const MEBIBYTE = 1024 * 1024;

/** Juju holds all of these; no shell, YAML or JavaScript must change them on the way. */
const ODD_KEYS = [
  'two words',
  ' at both ends ',
  'a=b',
  '-leading-dash',
  '--file',
  'a.b',
  '$a',
  '#a',
  'a: b',
  '{a}',
  '~',
  'null',
  '1.50',
  '"',
  "'",
  '\\n',
  'two\nlines',
  'tab\t',
  '\u0001',
  '\u0085',
  '\u2028',
  '\ufeff',
  'ключ',
  '鍵',
  '🔑',
  '__proto__',
  'constructor',
  'k'.repeat(10_000),
];

const ODD_VALUES = [
  '\0',
  '\n',
  ' ',
  '\r\n',
  '\u007f\u0085\u2028\u2029\ufeff\uffff',
  '🔑',
  '# no comment',
  '{"json": [null]}',
  "it's",
  '-',
  '%s $HOME `id`',
];

jest.setTimeout(600_000);

describeAll('the limits of databags', () => {
  let folder = '';
  let model: ProbeModel;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'limits-'));
    const charms = join(folder, 'charms');
    await buildCharms(charms, ['tests/interfaces/charms/echo']);
    await packShellCharm(join(charms, 'stranger.charm'), STRANGER);
    model = await openProbeModel(join(folder, 'model'), charms);
    await deploy({ name: 'stranger' });
    await deploy({ name: 'echo' });
    await model.settle(addRelation('stranger', 'echo'));
  });

  afterAll(async () => {
    await model.session.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  it('carry a value of 1 MiB there and back', async () => {
    const value = 'ä"\n\\'.repeat(MEBIBYTE / 5);
    expect(Buffer.byteLength(value)).toBeGreaterThan(MEBIBYTE - 5);
    await tell({ value });
    expect(echoed()['value'] === value).toBe(true);
    expect(await readByTool('relation-get -r sound:0 --format=json value echo/0')).toBe(
      `${JSON.stringify(value)}\n`,
    );
  });

  it('carry a value of 1 MiB on no command line, and say so', async () => {
    const script = `relation-set -r sound:0 other="$(head -c ${MEBIBYTE} /dev/zero | tr '\\0' x)"\n`;
    const { code, stderr } = await model.session.runCommands('stranger/0', script);
    expect(code).toBe(126);
    expect(stderr).toContain('Argument list too long');
    await model.settle();
    expect(echoed()).not.toHaveProperty('other');
  });

  it('carry odd keys and values there and back, and let go of them', async () => {
    const odd = Object.fromEntries([
      ...ODD_KEYS.map((key, index) => [key, `value ${index}`]),
      ...ODD_VALUES.map((value, index) => [`key ${index}`, value]),
    ]);
    await tell({ value: null, ...odd });
    expect(echoed()).toEqual({ name: 'stranger/0', ...odd });
    expect(JSON.parse(await readByTool('relation-get -r sound:0 --format=json - echo/0'))).toEqual(
      expect.objectContaining(odd),
    );

    await tell(Object.fromEntries(Object.keys(odd).map((key) => [key, null])));
    expect(echoed()).toEqual({ name: 'stranger/0' });
  });

  it('hold for many units: one unit reads 101', async () => {
    const started = Date.now();
    await deploy({ name: 'crowd', units: 100 }, 'stranger');
    await model.settle(addRelation('crowd', 'echo'));
    process.stdout.write(`100 units joined in ${Date.now() - started} ms\n`);
    expect(model.session.model.units['echo/0']?.workload.message).toBe('101 units');
  });

  async function deploy(application: Omit<NewApplication, 'charm'>, name?: string): Promise<void> {
    const charm = await model.charm(name ?? application.name);
    model.session.update(deployApplication({ ...application, charm }));
  }

  /** JSON as YAML of Go takes it. */
  function printYaml(value: unknown): string {
    return JSON.stringify(value).replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }

  /** Publishes as the stranger, by a file, and lets the other side answer. */
  async function tell(changes: Readonly<Record<string, string | null>>): Promise<void> {
    const script = `relation-set -r sound:0 --file - <<'END'\n${printYaml(changes)}\nEND\n`;
    const { code, stderr } = await model.session.runCommands('stranger/0', script);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await model.settle();
  }

  /** What the model holds of what the charm gave back. */
  function echoed(): Databag {
    const unit: UnitName = 'echo/0';
    const {
      'egress-subnets': _egress,
      'ingress-address': _ingress,
      'private-address': _address,
      ...bag
    } = model.session.model.relations[0]?.units[unit]?.data ?? {};
    return bag;
  }

  async function readByTool(call: string): Promise<string> {
    const { code, stdout } = await model.session.runCommands('stranger/0', call);
    expect(code).toBe(0);
    return stdout;
  }
});
