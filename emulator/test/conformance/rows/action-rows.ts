import type { Model } from '../../../src/model.ts';
import { DB } from '../fixture.ts';
import { action, during, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

function task(model: Model): unknown {
  const [found] = Object.values(model.tasks);
  return found && [found.status, found.message, found.results];
}

function published(model: Model): unknown {
  return model.relations[DB]?.units['u/0']?.data['a'];
}

/** action-get, action-set, action-fail, action-log. */
export const ACTION_ROWS: readonly Row[] = [
  refuses('C66', 'action-get', 'not running an action', 1),
  refuses('C66', 'action-set a=1', 'not running an action', 1),
  refuses('C66', 'action-fail', 'not running an action', 1),
  ...during(action({ a: { b: 1 }, list: ['x', 'y'] }), [
    prints('C67', 'action-get a.b', '1\n'),
    prints('C67', 'action-get a', 'b: 1\n'),
    prints('C67', 'action-get list', 'x\ny\n'),
    prints('C67', 'action-get a.x'),
    prints('C67', 'action-get a.x --format=json', 'null\n'),
    prints('C67', 'action-get __proto__ --format=json', 'null\n'),
    prints('C67', 'action-get a.constructor.name --format=json', 'null\n'),
    prints('C67', 'action-get --format=json', '{"a":{"b":1},"list":["x","y"]}\n'),
  ]),
  ...during(action(), [
    prints('C68', 'action-get --format=json', '{}\n'),
    refuses('C69', 'action-set stdout=x', 'cannot set reserved action key "stdout"'),
    refuses(
      'C70',
      'action-set Foo=1',
      'key "Foo" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens',
    ),
    refuses('C70', 'action-set foo', 'argument "foo" must be of the form key...=value'),
    {
      row: 'C71',
      calls: [{ line: 'action-set a.b=1 a.c=2' }],
      finds: task,
      is: ['completed', '', { a: { b: '1', c: '2' }, 'return-code': 0 }],
    },
    {
      row: 'C64',
      says: 'an action that exits 3 has failed, and has written nothing but its results',
      calls: [{ line: 'relation-set -r db:1 a=1' }, { line: 'action-set r=1' }],
      exit: 3,
      finds: (model) => [task(model), published(model), model.units['u/0']?.agent.status],
      is: [['failed', 'exit status 3', { r: '1', 'return-code': 3 }], undefined, 'idle'],
    },
    {
      row: 'C65',
      says: 'an action that says it failed and exits 0 has written what it wrote',
      calls: [{ line: 'relation-set -r db:1 a=1' }, { line: 'action-fail' }],
      finds: (model) => [task(model), published(model)],
      is: [
        [
          'failed',
          'action failed without reason given, check action for errors',
          { 'return-code': 0 },
        ],
        '1',
      ],
    },
    {
      row: 'section 2.2',
      says: 'progress is told at once',
      calls: [{ line: 'action-log so far' }, { line: 'action-log -- done' }],
      finds: (model) =>
        Object.values(model.tasks).map(({ log }) => log.map(({ message }) => message)),
      is: [['so far', 'done']],
    },
    refuses('section 2.2', 'action-log', 'no message specified'),
    refuses(
      'section 2.2',
      'juju-reboot',
      'juju-reboot is not supported when running an action.',
      1,
    ),
  ]),
];
