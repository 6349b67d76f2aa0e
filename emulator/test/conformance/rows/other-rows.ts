import { ofVersion } from '../fixture.ts';
import { DEPARTED, PLAIN, changed, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

const GOAL = `units:
  u/0:
    status: unknown
    since: 2026-11-23 10:00:00Z
  u/1:
    status: unknown
    since: 2026-11-23 10:00:00Z
relations:
  db:
    app:
      status: joined
      since: 2026-11-23 10:00:00Z
    app/0:
      status: unknown
      since: 2026-11-23 10:00:00Z
`;

/** goal-state, juju-log, juju-reboot, add-metric, payloads, and which tools there are. */
export const OTHER_ROWS: readonly Row[] = [
  refuses(
    'C95',
    'goal-state --format=smart',
    'invalid value "smart" for option --format: unknown format "smart"',
  ),
  prints('C95', 'goal-state', GOAL),
  {
    row: 'C95',
    says: 'goal-state is read afresh each time',
    calls: [
      { line: 'goal-state', out: GOAL },
      { line: 'status-set active' },
      { line: 'goal-state', out: GOAL.replace('status: unknown', 'status: active') },
    ],
  },
  {
    row: 'C95',
    says: 'goal-state names a relation that ends',
    moment: DEPARTED,
    calls: [{ line: 'goal-state --format=json', out: /"db":\{"app":\{"status":"dying"/ }],
  },
  refuses('C106', 'juju-log', 'no message specified'),
  {
    row: 'C106',
    says: 'juju-log writes one record, with the relation in front',
    moment: changed(),
    calls: [{ line: 'juju-log a b' }],
    logs: ['INFO unit.u/0.juju-log db:1: a b'],
  },
  {
    row: 'C107',
    calls: [{ line: 'juju-log -l NOPE x' }],
    logs: ['WARNING unit.u/0.juju-log "NOPE" is not a valid log level', 'INFO unit.u/0.juju-log x'],
  },
  {
    row: 'section 2.2',
    calls: [{ line: 'juju-log --debug a' }, { line: 'juju-log -l error b' }],
    logs: ['DEBUG unit.u/0.juju-log a', 'ERROR unit.u/0.juju-log b'],
  },
  {
    row: 'section 2.2',
    says: 'juju-log takes the levels of loggo under all their names',
    calls: [{ line: 'juju-log -l warn a' }, { line: 'juju-log -l CRITICAL b' }],
    logs: ['WARNING unit.u/0.juju-log a', 'CRITICAL unit.u/0.juju-log b'],
  },
  {
    row: 'C38',
    says: 'juju-log takes --format and warns',
    calls: [
      {
        line: 'juju-log --format=json x',
        err: '--format flag deprecated for command "juju-log"',
      },
    ],
  },
  refuses('section 2.2', 'juju-reboot x', 'unrecognized args: ["x"]'),
  {
    row: 'C117',
    says: 'a plain reboot waits for the hook’s success, then start is run',
    calls: [{ line: 'juju-reboot' }, { line: 'state-set k=v' }],
    finds: (model) => [model.machines['0']?.boots, model.units['u/0']?.state],
    is: [1, { k: 'v' }],
  },
  {
    row: 'C117',
    says: 'a hook that fails does not reboot',
    calls: [{ line: 'juju-reboot' }],
    exit: 1,
    finds: (model) => model.machines['0']?.boots,
    is: 0,
  },
  {
    row: 'section 2.2',
    says: 'a payload is there at once, until it is unregistered',
    calls: [
      { line: 'payload-register docker monitor one red blue' },
      { line: 'payload-register docker monitor two' },
      { line: 'payload-status-set monitor one stopping' },
      { line: 'payload-unregister monitor two' },
    ],
    exit: 1,
    finds: (model) => model.units['u/0']?.payloads,
    is: {
      'monitor/one': {
        class: 'monitor',
        type: 'docker',
        id: 'one',
        status: 'stopping',
        labels: ['red', 'blue'],
      },
    },
  },
  refuses(
    'section 2.2',
    'payload-register docker c one',
    'payload "c" not found in metadata.yaml',
    1,
  ),
  refuses(
    'section 2.2',
    'payload-register kvm monitor one',
    'incorrect type "kvm" for payload "monitor", expected "docker"',
    1,
  ),
  refuses('section 2.2', 'payload-register docker monitor', 'missing required arguments'),
  refuses(
    'section 2.2',
    'payload-status-set monitor one gone',
    'status "gone" not supported; expected one of ["running", "starting", "stopped", "stopping"]',
    1,
  ),
  {
    row: 'section 0',
    says: 'Juju 2.9 counts metrics in one hook only, and has no secrets',
    otherVersion: true,
    given: [ofVersion('2.9.50')],
    calls: [
      {
        line: 'add-metric pings=1',
        code: 1,
        err: 'ERROR cannot record metric: metrics not allowed in this context\n',
      },
      { line: 'add-metric', code: 2, err: 'ERROR no metrics specified\n' },
      { line: 'add-metric x=', code: 2, err: 'ERROR expected "key=value", got "x="\n' },
      { line: 'secret-ids', code: 1, err: 'unknown command: secret-ids' },
      { line: 'relation-model-get -r 1', code: 1, err: 'unknown command: relation-model-get' },
    ],
  },
  {
    row: 'section 0',
    says: 'Juju 4 has no payloads',
    otherVersion: true,
    moment: PLAIN,
    given: [ofVersion('4.0.1')],
    calls: [
      { line: 'payload-unregister a b', code: 1, err: 'unknown command: payload-unregister' },
    ],
  },
  {
    row: 'C114',
    says: 'a tool that does not exist',
    otherVersion: true,
    calls: [{ line: 'foo', code: 1, err: 'unknown command: foo' }],
  },
];
