import { ofVersion } from '../fixture.ts';
import { FOLLOWER, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

/** is-leader, leader-get, leader-set. */
export const LEADER_ROWS: readonly Row[] = [
  prints('C72', 'is-leader', 'True\n'),
  prints('C72', 'is-leader --format=json', 'true\n'),
  { ...prints('C72', 'is-leader', 'False\n'), moment: FOLLOWER },
  refuses('section 2.2', 'leader-get a=b', 'invalid key "a=b"'),
  {
    row: 'C28',
    says: 'leader settings are there at once',
    calls: [
      { line: 'leader-get a' },
      { line: 'leader-set a=1 b=2' },
      { line: 'leader-get a', out: '1\n' },
      { line: 'leader-get --format=json', out: '{"a":"1","b":"2"}\n' },
      { line: 'leader-set a=' },
      { line: 'leader-get', out: 'b: "2"\n' },
    ],
    finds: (model) => model.applications['u']?.leaderSettings,
    is: { b: '2' },
  },
  {
    ...refuses(
      'section 2.2',
      'leader-set a=1',
      'cannot write leadership settings: cannot write settings: not the leader',
      1,
    ),
    moment: FOLLOWER,
  },
  prints('section 2.2', 'leader-get constructor'),
  {
    row: 'section 0',
    says: 'Juju 4 has no leader settings',
    otherVersion: true,
    given: [ofVersion('4.0.1')],
    calls: [{ line: 'leader-get', err: 'unknown command: leader-get', code: 1 }],
  },
];
