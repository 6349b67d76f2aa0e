import {
  addUnit,
  deployApplication,
  removeUnit,
  setLeader,
  upgradeCharm,
  setConfig,
  resolveUnit,
} from '../../src/transitions/index.ts';
import { fail, hooksOf, MYSQL, related, WORDPRESS } from '../support/related.ts';
import { CharmKilled } from '../support/simulation.ts';

describe('what a charm sees of a relation', () => {
  it('C44 has only the unit that joins in the first joined hook', () => {
    const simulation = related({ mysql: 1 });
    simulation.update(addUnit({ application: 'mysql' }));
    simulation.update(addUnit({ application: 'mysql' }));
    simulation.update(addUnit({ application: 'wordpress' }));
    const listed: string[] = [];
    simulation.settle((hook, tools) => {
      if (hook.name !== 'db-relation-joined' || tools.unit !== 'wordpress/1') return;
      listed.push(tools('relation-list').stdout.split('\n').join(' '));
    });

    expect(listed[0]).toMatch(/^mysql\/\d $/);
    expect(listed.at(-1)).toBe('mysql/0 mysql/1 mysql/2 ');
  });

  it('C45 lacks a unit in its departed hook, whose last data can still be read', () => {
    const simulation = related({ mysql: 2 });
    simulation.exec('mysql/1', ['relation-set -r 0 k=last']);
    simulation.settle();
    simulation.update(removeUnit('mysql/1', { force: true }));
    const seen: string[] = [];
    simulation.settle((hook, tools) => {
      if (hook.name !== 'db-relation-departed') return;
      seen.push(tools('relation-list').stdout, tools('relation-get k').stdout);
    });

    expect(seen).toEqual(['mysql/0\n', 'last\n']);
  });

  it('C45 reads the last data of a unit that departs, whatever was read of it before', () => {
    const simulation = related({ mysql: 2 });
    simulation.exec('mysql/1', ['relation-set -r 0 k=old']);
    simulation.settle((_hook, tools) => {
      if (tools.unit === 'wordpress/0') tools('relation-get -r 0 k mysql/1');
    });
    simulation.exec('wordpress/0', ['relation-get -r 0 k mysql/1']);
    simulation.exec('mysql/1', ['relation-set -r 0 k=last']);
    simulation.update(removeUnit('mysql/1', { force: true }));
    const seen: string[] = [];
    simulation.settle((hook, tools) => {
      if (hook.name === 'db-relation-departed') seen.push(tools('relation-get k').stdout);
    });

    expect(seen).toEqual(['last\n']);
  });

  it('C46 stays as first read until the next changed hook of that unit', () => {
    const simulation = related();
    simulation.exec('mysql/0', ['relation-set -r 0 k=old']);
    const seen: string[] = [];
    const read: Parameters<typeof simulation.settle>[0] = (hook, tools) => {
      if (tools.unit !== 'wordpress/0') return;
      seen.push(`${hook.name} ${tools('relation-get -r 0 k mysql/0').stdout.trim()}`);
    };
    simulation.settle(read);
    simulation.exec('mysql/0', ['relation-set -r 0 k=new']);
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.settle(read);

    expect(seen).toEqual([
      'db-relation-changed old',
      'config-changed old',
      'db-relation-changed new',
    ]);
  });

  it('C47 has new data of the application in the next hook, whatever it is about', () => {
    const simulation = related();
    simulation.exec('mysql/0', ['relation-set -r 0 --app k=old']);
    simulation.settle((_hook, tools) => void tools('relation-get -r 0 --app k mysql'));
    simulation.exec('mysql/0', ['relation-set -r 0 --app k=new']);
    simulation.update(setConfig('wordpress', { title: 'News' }));
    const seen: string[] = [];
    simulation.settle((hook, tools) => {
      if (tools.unit !== 'wordpress/0') return;
      seen.push(`${hook.name} ${tools('relation-get -r 0 --app k mysql').stdout.trim()}`);
    });

    expect(seen[0]).toBe('config-changed new');
  });
});

describe('leadership', () => {
  it('lets the followers hear what the leader has set, and not the leader', () => {
    const simulation = related({ mysql: 2 });
    simulation.exec('mysql/0', ['leader-set a=1']);

    expect(simulation.settle()).toEqual(['mysql/1 leader-settings-changed']);
  });

  it('is not announced to a unit that lost it before its queued hook ran', () => {
    const simulation = related({ mysql: 2 });
    simulation.update(setLeader('mysql/1'));
    simulation.step('mysql/1', () => {
      throw new CharmKilled();
    });
    expect(simulation.hooks.at(-1)).toBe('mysql/1 leader-elected');
    simulation.update(setLeader('mysql/0'));

    expect(hooksOf(simulation.settle(), 'mysql/1')).not.toContain('leader-elected');
  });

  it('is not taken by a unit in error, until it is resolved', () => {
    const simulation = related({ mysql: 2 });
    simulation.exec('wordpress/0', ['relation-set -r 0 a=1']);
    simulation.settle(fail('server-relation-changed'));
    simulation.update(setLeader('mysql/1'));
    expect(simulation.settle()).toEqual([]);
    simulation.update(resolveUnit('mysql/1', { retry: false }));

    expect(simulation.settle()).toEqual(['mysql/1 leader-elected']);
  });
});

describe('a new charm', () => {
  it('C111 comes to a unit in error when it is resolved, and to no other one in error', () => {
    const simulation = related({ wordpress: 2 });
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.settle(fail('config-changed'));
    const charm = { ...WORDPRESS, revision: 1, url: 'local:wordpress-1' };
    simulation.update(upgradeCharm({ application: 'wordpress', charm }));
    simulation.update(resolveUnit('wordpress/0', { retry: true }));
    simulation.settle();

    const { units } = simulation.model;
    expect(units['wordpress/0']?.uniter.charm?.url).toBe('local:wordpress-1');
    expect(units['wordpress/1']?.uniter.charm?.url).toBe(WORDPRESS.url);
    expect(units['wordpress/1']?.agent.status).toBe('error');
  });

  it('runs nothing on a unit that dies while its install is queued', () => {
    const simulation = related();
    simulation.update(deployApplication({ name: 'other', charm: MYSQL }));
    simulation.step('other/0', () => {
      throw new CharmKilled();
    });
    simulation.update(removeUnit('other/0'));
    const before = simulation.hooks.length;
    simulation.settle();

    expect(simulation.hooks.slice(before)).toEqual([]);
    expect(simulation.model.units['other/0']).toBeUndefined();
  });
});
