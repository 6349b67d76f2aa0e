import { setFidelity } from '../../../src/transitions/index.ts';
import { DB, publish } from '../fixture.ts';
import {
  BROKEN,
  CREATED,
  DEPARTED,
  FOLLOWER,
  JOINED,
  PLAIN,
  applicationChanged,
  changed,
  during,
  prints,
  refuses,
} from '../row.ts';
import type { Row } from '../row.ts';

const LINES = changed({ pew: 'pew\npew\n' });
const ADDRESSES = 'egress-subnets: 10.0.12.30/32\ningress-address: 10.0.12.30\n';

/** relation-ids, relation-list, relation-get, relation-model-get. */
export const RELATION_ROWS: readonly Row[] = [
  refuses('C12', 'relation-get k', 'no relation id specified'),
  refuses('C13', 'relation-get -r one', 'invalid value "one" for option -r: invalid relation id'),
  refuses(
    'C13',
    'relation-get --relation one',
    'invalid value "one" for option --relation: invalid relation id',
  ),
  refuses(
    'C14',
    'relation-get -r burble:123',
    'invalid value "burble:123" for option -r: relation not found',
  ),
  refuses('C15', 'relation-get -r 1', 'no unit or application specified'),
  {
    row: 'C16',
    moment: LINES,
    calls: [{ line: 'relation-get pew', out: 'pew\npew\n\n' }],
  },
  {
    row: 'C17',
    moment: LINES,
    calls: [
      {
        line: 'relation-get',
        out: `${ADDRESSES}pew: |\n  pew\n  pew\nprivate-address: 10.0.12.30\n`,
      },
    ],
  },
  ...during(changed({ value: '12345' }), [
    prints(
      'C18',
      'relation-get - app/0',
      `${ADDRESSES}private-address: 10.0.12.30\nvalue: "12345"\n`,
    ),
    prints('C18', 'relation-get value app/0', '12345\n'),
    prints('C19', 'relation-get missing app/0'),
    prints('C19', 'relation-get missing app/0 --format=json', 'null\n'),
    refuses('C20', 'relation-get - bad/0', 'permission denied', 1),
    refuses('C21', 'relation-get - mysql', 'expected unit name, got application name "mysql"'),
    refuses('C22', 'relation-get - unit//0', 'invalid unit name "unit//0"'),
    prints('section 2.2', 'relation-ids', 'db:1\n'),
    prints('section 2.2', 'relation-list', 'app/0\n'),
  ]),
  ...during(applicationChanged({ a: '1' }), [
    prints('C23', 'relation-get --app - app/0', 'a: "1"\n'),
    prints('C23', 'relation-get --app a app', '1\n'),
    prints('C50', 'relation-get', 'a: "1"\n'),
  ]),
  {
    row: 'C24',
    says: 'the broken hook reads the application where nobody is named',
    moment: BROKEN,
    given: [publish('app', { a: '1' })],
    calls: [{ line: 'relation-get', out: 'a: "1"\n' }],
  },
  {
    row: 'section 2.2',
    says: 'a relation that is broken is no longer listed',
    moment: BROKEN,
    calls: [{ line: 'relation-ids db --format=json', out: '[]\n' }],
  },
  {
    row: 'C25',
    says: 'a unit’s own data hold what Juju wrote, and no more',
    calls: [
      {
        line: 'relation-get -r db:1 --format=json - u/0',
        out: '{"egress-subnets":"10.0.12.10/32","ingress-address":"10.0.12.10","private-address":"10.0.12.10"}\n',
      },
    ],
  },
  {
    row: 'C25',
    says: 'an empty bag is an empty map',
    calls: [{ line: 'relation-get -r db:1 --format=json --app - u', out: '{}\n' }],
  },
  {
    row: 'C26',
    moment: FOLLOWER,
    calls: [
      { line: 'relation-get -r db:1 --app - u', err: 'ERROR permission denied\n', code: 1 },
      { line: 'relation-get -r ring:0 --app - u', out: '{}\n' },
    ],
  },
  prints('C39', 'relation-ids db', 'db:1\n'),
  prints('C40', 'relation-ids nosuch --format=json', '[]\n'),
  prints('C40', 'relation-ids nosuch'),
  refuses('C41', 'relation-ids', 'no endpoint name specified'),
  {
    row: 'C42',
    says: 'a relation without members has an empty list',
    moment: CREATED,
    calls: [{ line: 'relation-list' }, { line: 'relation-list --format=json', out: '[]\n' }],
  },
  prints('C43', 'relation-list --app -r db:1', 'app\n'),
  prints('C43', 'relation-list --app -r ring:0', 'u\n'),
  prints('C43', 'relation-list -r ring:0', 'u/1\n'),
  refuses('section 2.2', 'relation-list', 'no relation id specified'),
  {
    row: 'C44',
    says: 'the first joined hook knows one unit of three',
    moment: JOINED,
    calls: [{ line: 'relation-list', out: 'three/0\n' }],
  },
  {
    row: 'C45',
    says: 'a unit that departs is not listed, and its data can be read',
    moment: DEPARTED,
    calls: [
      { line: 'relation-list' },
      { line: 'relation-list --format=json', out: '[]\n' },
      { line: 'relation-get private-address', out: '10.0.12.30\n' },
    ],
  },
  prints('section 2.2', 'relation-model-get -r 1', 'uuid: $model\n'),
  refuses('section 2.2', 'relation-model-get', 'no relation id specified'),
  {
    row: 'section 9.4',
    says: 'what stands before the number of -r is ignored',
    calls: [{ line: 'relation-list -r ignored:1', out: 'app/0\n' }],
  },
  {
    row: 'section 9.4',
    says: 'a switch refuses the endpoint of another relation',
    given: [setFidelity({ relationPrefix: 'checked' })],
    calls: [
      { line: 'relation-list -r db:1', out: 'app/0\n' },
      { line: 'relation-list -r 1', out: 'app/0\n' },
      {
        line: 'relation-list -r web:1',
        err: 'ERROR invalid value "web:1" for option -r: relation not found\n',
        code: 2,
      },
    ],
  },
  {
    row: 'section 9.4',
    says: 'a switch lets every read be the newest',
    given: [setFidelity({ staleReads: false }), publish('app/0', { a: '2' })],
    moment: PLAIN,
    calls: [{ line: `relation-get -r ${DB} a app/0`, out: '2\n' }],
  },
];
