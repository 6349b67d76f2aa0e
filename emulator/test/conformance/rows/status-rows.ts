import { FOLLOWER, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

const SET = { line: 'status-set active ok' };

/** status-set, status-get, application-version-set. */
export const STATUS_ROWS: readonly Row[] = [
  refuses(
    'C73',
    'status-set foo',
    'invalid status "foo", expected one of [maintenance blocked waiting active]',
  ),
  refuses('C74', 'status-set', 'invalid args, require <status> [message]'),
  refuses('section 2.2', 'status-set active a b', 'unrecognized args: ["b"]'),
  {
    ...refuses('C75', 'status-set --application active', 'this unit is not the leader', 1),
    moment: FOLLOWER,
  },
  { row: 'C76', calls: [SET, { line: 'status-get', out: 'active\n' }] },
  {
    row: 'C76',
    calls: [SET, { line: 'status-get --format=json', out: '{"status":"active"}\n' }],
  },
  {
    row: 'C76',
    calls: [
      SET,
      {
        line: 'status-get --include-data --format=json',
        out: '{"message":"ok","status":"active","status-data":{}}\n',
      },
    ],
  },
  {
    row: 'section 2.2',
    says: 'with data, a status is a map',
    calls: [
      SET,
      {
        line: 'status-get --include-data',
        out: 'message: ok\nstatus: active\nstatus-data: {}\n',
      },
    ],
  },
  {
    row: 'C77',
    says: 'the first reading holds for the whole hook',
    calls: [
      { line: 'status-set active' },
      { line: 'status-get', out: 'active\n' },
      { line: 'status-set blocked' },
      { line: 'status-get', out: 'active\n' },
    ],
  },
  {
    row: 'C77',
    says: 'without a first reading the new status shows',
    calls: [
      { line: 'status-set active' },
      { line: 'status-set blocked' },
      { line: 'status-get', out: 'blocked\n' },
    ],
  },
  {
    row: 'section 2.2',
    says: 'the leader sees its application and all units of it',
    calls: [
      { line: 'status-set --application active' },
      {
        line: 'status-get --application --format=json',
        out: '{"application-status":{"status":"active","units":{"u/0":{"status":"unknown"},"u/1":{"status":"unknown"}}}}\n',
      },
      { line: 'status-get --application', out: 'active\n' },
    ],
  },
  {
    ...refuses(
      'section 2.2',
      'status-get --application',
      'finding application status: this unit is not the leader',
      1,
    ),
    moment: FOLLOWER,
  },
  refuses('section 2.2', 'application-version-set', 'no version specified'),
  {
    row: 'section 2.2',
    says: 'the version of the workload is there at once',
    calls: [{ line: 'application-version-set -- 1.2' }],
    exit: 1,
    finds: (model) => model.units['u/0']?.workloadVersion,
    is: '1.2',
  },
  prints('C78', 'status-get', 'unknown\n'),
];
