import * as fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { readMonitors, writeMonitors } from '../index.ts';

const awkward = ['on', 'No', 'null', '~', '0755', '1_000', '1:30', '1e3', '2026-01-01', '<<', '='];
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...awkward));

describe('writeMonitors', () => {
  it('is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, text), async (checks) => {
        expect(await readMonitors(await writeMonitors(checks))).toEqual({
          ok: true,
          value: checks,
        });
      }),
    );
  });

  it('means the same in YAML 1.1, which Python reads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, text), async (checks) => {
        const nrpe = Object.fromEntries(
          Object.entries(checks).map(([name, command]) => [name, { command }]),
        );
        expect(load(await writeMonitors(checks), { schema: YAML11_SCHEMA })).toEqual({
          monitors: { remote: { nrpe } },
        });
      }),
    );
  });
});

describe('readMonitors', () => {
  const checks = (map: string): string => `{monitors: {remote: {nrpe: ${map}}}}`;

  it.each([
    ['', {}],
    ['null', {}],
    ['None', {}],
    ['# nothing', {}],
    ['monitors:\n  remote:\n', {}],
    ['monitors: {local: {procrunning: {executable: mysqld}}}', {}],
    [checks('null'), {}],
    [checks('{a: null}'), {}],
    [checks('{a: {command: b, max_check_attempts: 3}}'), { a: 'b' }],
    [checks('{a: b}'), { a: 'b' }],
    [checks('{a: {command: on}, b: {command: 0755}}'), { a: 'on', b: '0755' }],
    [checks('{5: {command: b}, on: {command: 1e3}}'), { '5': 'b', on: '1e3' }],
    [checks('{a: {command: b}, a: {command: c}}'), { a: 'c' }],
    ['monitors: &m\n  remote:\n    nrpe: {a: {command: b}}\ncopy: *m\n', { a: 'b' }],
  ])('reads %j', async (wire, value) => {
    expect(await readMonitors(wire)).toEqual({ ok: true, value });
  });

  it.each([
    ['a: [', 'expected YAML'],
    ['? [a]\n: b', 'expected YAML'],
    ['[['.repeat(10_000), 'expected YAML'],
    ['a: !!python/object:os.system {}', 'expected YAML'],
    ['a: 1\n---\nb: 2\n', 'expected one YAML document'],
    ['[1, 2]', 'expected a map with the member monitors'],
    ['monitors: all', 'expected a map with the member remote'],
    ['monitors: {remote: [nrpe]}', 'expected a map with the member nrpe'],
    [checks('text'), 'expected a map of checks'],
    [checks('[a, b]'), 'expected a map of checks'],
    [checks('{a: {}}'), 'expected a command in check a'],
    [checks('{a: {command: [b]}}'), 'expected a command in check a'],
    [checks('{a: {command: null}}'), 'expected a command in check a'],
  ])('refuses %.40j', async (wire, reason) => {
    expect(await readMonitors(wire)).toEqual({ ok: false, reason });
  });

  it('never throws', async () => {
    const yaml = fc.oneof(fc.string(), fc.json(), fc.json().map(checks));
    await fc.assert(
      fc.asyncProperty(yaml, async (wire) => {
        expect(typeof (await readMonitors(wire)).ok).toBe('boolean');
      }),
    );
  });

  it('reads 1 MiB', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 17_000 }, (_, number) => [`check_${number}`, 'x'.repeat(30)]),
    );
    const wire = await writeMonitors(many);
    expect(wire.length).toBeGreaterThan(1_048_576);
    expect(await readMonitors(wire)).toEqual({ ok: true, value: many });
  });
});
