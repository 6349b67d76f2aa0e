import { Provides, Requires } from '@reactive-charms/interface-nrpe-external-master';
import type { Checks } from '@reactive-charms/interface-nrpe-external-master';
import type { Databag } from '@reactive-charms/juju';
import type { JsonMap } from '@reactive-charms/reactive';
import * as fc from 'fast-check';
import { ourEnd, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';
import { runs } from './seed.ts';

/** A charm with checks and the monitoring agent, ours and Python's. */

const CHECK = 'check_contrail_status_kubernetes_master';
const checks = { [CHECK]: `check_${CHECK}` };
const BAG = {
  primary: 'False',
  monitors: `monitors:\n  remote:\n    nrpe:\n      ${CHECK}:\n        command: check_${CHECK}\n`,
};

/** What YAML 1.1 or 1.2 takes for something else than a text where it stands bare. */
const NO_PLAIN_TEXTS = [
  'yes No on off true null ~ = << 12:30:45 190:20:30.15 2001-01-01',
  '0o17 0777 0x1F 0b11 1_000 1e3 .5 .inf .NaN | > #a &a *a !a %a @a `a "a',
]
  .flatMap((words) => words.split(' '))
  .concat("'a", '- a', '? a', 'a: b', 'a #b', ' a', 'a ', 'a\nb', 'a\n', '\n', '\ta')
  .concat('a\u0085b', 'a\u2028b', '\u{1f600}', '\ufeffa');

jest.setTimeout(60_000);

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

const publishChecks = async (values: JsonMap): Promise<Databag> =>
  python.publishes({ does: 'nrpe_external_master.publish_checks', values });

async function ourChecks(some: Checks, primary?: boolean): Promise<Databag> {
  const end = ourEnd(Provides, {}, 'provides');
  await end.publish({ checks: some, ...(primary === undefined ? {} : { primary }) });
  return publishedBy(end);
}

it('the checks of a Python charm are those that we read', async () => {
  const written = await publishChecks({ primary: false, checks });
  expect(written).toEqual(BAG);
  const { units, problems } = await ourEnd(Requires, { 'master/0': written }).readChecks();
  expect(units).toEqual([{ unit: 'master/0', primary: false, checks }]);
  expect(problems).toEqual([]);
});

it.each([false, true])(
  'our checks are those that a Python agent reads (primary: %s)',
  async (primary) => {
    const written = await ourChecks(checks, primary);
    expect(written).toEqual({ ...BAG, primary: primary ? 'True' : 'False' });
    const heard = await python.reads(
      { does: 'nrpe_external_master.read_checks' },
      { 'master/0': written },
    );
    expect(heard).toEqual({ 'master/0': { primary, checks } });
  },
);

it('checks that are all gone are gone for a Python agent', async () => {
  const end = ourEnd(Provides, {}, 'provides');
  await end.publish({ checks });
  await end.publish({ checks: {} });
  const bags = { 'master/0': publishedBy(end) };
  expect(await python.reads({ does: 'nrpe_external_master.read_checks' }, bags)).toEqual({
    'master/0': { primary: false, checks: {} },
  });
});

it('the names that an agent gives a machine go both ways', async () => {
  const names = { nagios_hostname: 'juju-master-0', nagios_host_context: 'juju' };
  const written = await python.publishes({
    does: 'nrpe_external_master.publish_agent',
    values: names,
  });
  expect(written).toEqual(names);
  const { nagiosHostname, nagiosHostContext } = ourEnd(Provides, { 'nrpe/0': written }, 'provides');
  expect([nagiosHostname, nagiosHostContext]).toEqual(['juju-master-0', 'juju']);

  const end = ourEnd(Requires);
  end.publish({ nagiosHostname: 'juju-master-0', nagiosHostContext: undefined });
  const bags = { 'nrpe/0': publishedBy(end) };
  expect(await python.reads({ does: 'nrpe_external_master.read_agents' }, bags)).toEqual({
    'nrpe/0': ['juju-master-0', null],
  });
});

describe('checks with any names and commands', () => {
  const word = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom(...NO_PLAIN_TEXTS),
  );
  const some = fc.dictionary(word, word, { minKeys: 1, maxKeys: 5 });

  it('of ours are the same to a Python agent', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (any) => {
        const bags = { 'master/0': await ourChecks(any) };
        expect(await python.reads({ does: 'nrpe_external_master.read_checks' }, bags)).toEqual({
          'master/0': { primary: false, checks: any },
        });
      }),
      runs(100),
    );
  });

  it('of a Python charm are the same to us', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (any) => {
        const written = await publishChecks({ primary: false, checks: any });
        const { units, problems } = await ourEnd(Requires, { 'master/0': written }).readChecks();
        expect(units).toEqual([{ unit: 'master/0', primary: false, checks: any }]);
        expect(problems).toEqual([]);
      }),
      runs(100),
    );
  });
});
