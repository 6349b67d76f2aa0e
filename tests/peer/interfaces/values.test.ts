import { Provides as ControllerProvides } from '@reactive-charms/interface-contrail-controller';
import { Requires as ControllerRequires } from '@reactive-charms/interface-contrail-controller';
import { Requires as ConfigRequires } from '@reactive-charms/interface-contrail-kubernetes-config';
import { Requires as HttpRequires } from '@reactive-charms/interface-http';
import {
  Provides as CertificatesProvides,
  Requires as CertificatesRequires,
} from '@reactive-charms/interface-tls-certificates';
import type { EndpointRole } from '@reactive-charms/juju';
import { json, jsonAny } from '@reactive-charms/reactive';
import type { Endpoint, EndpointClass, JsonValue } from '@reactive-charms/reactive';
import * as fc from 'fast-check';
import { parseSettingsFile } from '../../../emulator/src/tools/key-values.ts';
import { ourEnd } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';
import { runs } from './seed.ts';

/** JSON and YAML between Python and ours: spacing, escapes, big numbers, and what JSON does not have. */

const any = json(jsonAny);

jest.setTimeout(60_000);

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

async function ask(does: string, values: Record<string, JsonValue>): Promise<readonly string[]> {
  const answer = await python.reads({ does: `values.${does}`, values });
  if (!Array.isArray(answer)) throw new Error(`${does} answers no list`);
  return answer.map((each) => String(each));
}

/** Values of all kinds; texts with every character, whole numbers that both sides count exactly. */
function valuesOf(number: fc.Arbitrary<number>): fc.Arbitrary<JsonValue[]> {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        null,
        true,
        false,
        '',
        'NaN',
        '\ud800',
        '\u2028',
        '\u007f',
        'käse',
        '\u{1f600}',
      ),
      text,
      number,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  }));
  return fc.array(value, { maxLength: 20 });
}

describe('JSON', () => {
  it('of ours is, byte for byte, what Python would write', async () => {
    await fc.assert(
      fc.asyncProperty(valuesOf(fc.maxSafeInteger()), async (values) => {
        const texts = values.map((value) => any.encode(value));
        expect(await ask('load_and_dump_json', { texts })).toEqual(texts);
      }),
      runs(50),
    );
  });

  it('of ours with fractions and huge numbers is the same value to Python', async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
      fc.constantFrom(1e21, 1e22, 2 ** 70, 5e-324, 1.7976931348623157e308, 0.1),
    );
    await fc.assert(
      fc.asyncProperty(valuesOf(number), async (values) => {
        const texts = values.map((value) => any.encode(value));
        const dumped = await ask('load_and_dump_json', { texts });
        const back = dumped.map((text) => any.decode(text));
        expect(back).toEqual(values.map((value) => ({ ok: true, value: value ?? undefined })));
      }),
      runs(30),
    );
  });

  it('of Python that JSON does not have is told as malformed, and never thrown', async () => {
    const texts = await ask('dump_json', { names: ['nan', 'infinity', 'minus'] });
    expect(texts).toEqual(['{"value": [NaN]}', '{"value": [Infinity]}', '{"value": [-Infinity]}']);
    const readers: readonly (readonly [EndpointClass, EndpointRole, string])[] = [
      [ControllerRequires, 'requires', 'controller_ips'],
      [ControllerRequires, 'requires', 'orchestrator-info'],
      [ControllerRequires, 'requires', 'auth-info'],
      [ControllerRequires, 'requires', 'agents-info'],
      [ControllerProvides, 'provides', 'k8s_info'],
      [ControllerProvides, 'provides', 'orchestrator-info'],
      [ConfigRequires, 'requires', 'nested_mode_config'],
      [HttpRequires, 'requires', 'extended_data'],
      [CertificatesProvides, 'provides', 'sans'],
      [CertificatesProvides, 'provides', 'cert_requests'],
      [CertificatesRequires, 'requires', 'local_0.processed_requests'],
    ];
    for (const text of texts) {
      for (const [endpointClass, role, key] of readers) {
        const end: Endpoint = ourEnd(endpointClass, { 'other/0': { [key]: text } }, role);
        expect(await end.problems).toEqual([
          { unit: 'other/0', relationId: 'ours:0', key, reason: 'expected JSON' },
        ]);
      }
    }
  });
});

it('a file of settings is the same databag to our model as to Python', async () => {
  const text = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.lorem({ maxCount: 40 }),
    // JSON and PEM texts, which YAML folds, escapes or sets in blocks.
    valuesOf(fc.integer()).map((values) => any.encode(values)),
    fc.constantFrom('True', 'yes', '6443', '1e3', '0o17', '12:30:45', '~', 'null', '{}', '[]', ' '),
    fc.constantFrom('-----BEGIN-----\nMIIB\n-----END-----\n', 'a\n\n b\n', '\ttab', "it's", '"'),
  );
  const key = fc.oneof(
    fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/),
    fc.constantFrom('yes', '1.5'),
  );
  const bag = fc.dictionary(key, fc.option(text, { freq: 6 }), { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(bag, { maxLength: 10 }), async (bags) => {
      const texts = await ask('dump_settings', { bags });
      const expected = bags.map((each) =>
        Object.fromEntries(Object.entries(each).map(([name, value]) => [name, value ?? ''])),
      );
      expect(texts.map((each) => parseSettingsFile(each))).toEqual(expected);
    }),
    runs(60),
  );
});
