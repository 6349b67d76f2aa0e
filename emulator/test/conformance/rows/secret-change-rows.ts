import { addRelation, setLeader } from '../../../src/transitions/index.ts';
import { FOLLOWER, changed, during, refuses } from '../row.ts';
import type { Row } from '../row.ts';
import { ID, OTHER, held, only } from './held-secrets.ts';

/** secret-set, secret-remove. */
export const SECRET_SET_ROWS: readonly Row[] = [
  refuses('section 2.2', 'secret-set', 'missing secret URI'),
  {
    row: 'section 2.2',
    says: 'facts change without a new revision; an empty label says nothing',
    given: [held({ label: 'l' })],
    calls: [{ line: `secret-set ${ID} --description d --label '' --rotate hourly` }],
    finds: (model) => {
      const { description, label, latest, nextRotate } = only(model) ?? {};
      return { description, label, latest, nextRotate };
    },
    is: { description: 'd', label: 'l', latest: 2, nextRotate: '2026-11-23T11:00:00.000Z' },
  },
  {
    row: 'section 2.2',
    says: 'the same content is no new revision',
    given: [held()],
    calls: [{ line: `secret-set ${ID} token=67890 user=me` }],
    finds: (model) => only(model)?.latest,
    is: 2,
  },
  {
    row: 'section 2.2',
    says: 'a secret that is not there lets the commit fail',
    calls: [{ line: `secret-set ${ID} token=x` }],
    finds: (model) => model.units['u/0']?.uniter.failed?.name,
    is: 'update-status',
  },
  {
    row: 'section 2.2',
    says: 'an application’s secret is for its leader to change',
    moment: FOLLOWER,
    given: [held()],
    calls: [
      { line: `secret-set ${ID} token=x`, code: 1, err: 'ERROR this unit is not the leader\n' },
      { line: `secret-remove ${ID}`, code: 1, err: 'ERROR this unit is not the leader\n' },
    ],
  },
  {
    row: 'section 2.2',
    says: 'one revision goes, or the whole secret',
    given: [held(), held({ id: OTHER })],
    calls: [
      { line: `secret-remove ${ID} --revision 1` },
      { line: `secret-remove ${OTHER}` },
      { line: 'secret-remove', code: 2, err: 'ERROR missing secret URI\n' },
      {
        line: `secret-remove ${ID} --revision x`,
        code: 2,
        err: 'ERROR invalid value "x" for option --revision: strconv.ParseInt: parsing "x": invalid syntax\n',
      },
    ],
    finds: (model) => [Object.keys(model.secrets), Object.keys(only(model)?.revisions ?? {})],
    is: [[ID], ['2']],
  },
];

/** secret-grant, secret-revoke. */
export const SECRET_GRANT_ROWS: readonly Row[] = [
  {
    ...refuses('C105', `secret-grant ${ID}`, 'no relation id specified'),
    given: [held()],
  },
  refuses('section 2.2', 'secret-grant', 'missing secret URI'),
  refuses('section 2.2', `secret-grant ${ID} -r 1`, `secret "${ID}" not found`, 1),
  ...during(changed(), [
    {
      row: 'section 2.2',
      says: 'a grant is for the other side of the relation, once the hook has succeeded',
      given: [held()],
      calls: [
        { line: `secret-grant ${ID}` },
        {
          line: `secret-grant ${ID} --unit u/1`,
          code: 2,
          err: 'ERROR cannot specify unit "u/1" in relation to application "app"\n',
        },
      ],
      finds: (model) => only(model)?.grants,
      is: [{ relation: 1, application: 'app' }],
    },
    {
      row: 'section 2.2',
      says: 'a grant may be for one unit, and is taken back from it',
      given: [held({ grants: [{ relation: 1, application: 'app', unit: 'app/0' }] })],
      calls: [
        {
          line: `secret-grant ${ID}`,
          code: 1,
          err: 'ERROR any unit level grants need to be revoked before granting access to the corresponding application\n',
        },
        { line: `secret-revoke ${ID} --unit app/0` },
        { line: `secret-grant ${ID} -r db:1` },
      ],
      finds: (model) => only(model)?.grants,
      is: [{ relation: 1, application: 'app' }],
    },
  ]),
  {
    row: 'section 2.2',
    says: 'access is taken from an application',
    given: [held({ grants: [{ relation: 1, application: 'app' }] })],
    calls: [{ line: `secret-revoke ${ID} --app app` }],
    finds: (model) => only(model)?.grants,
    is: [],
  },
  refuses('section 2.2', `secret-revoke ${ID}`, 'missing relation or application or unit'),
  refuses(
    'section 2.2',
    `secret-revoke ${ID} --app app --unit app/0`,
    'specify only one of application or unit',
  ),
  {
    row: 'section 2.2',
    says: 'a new leader speaks for the application’s secrets',
    moment: FOLLOWER,
    given: [held(), setLeader('u/1'), addRelation('u:web', 'three:web')],
    calls: [{ line: `secret-grant ${ID} -r web:2` }],
    finds: (model) => only(model)?.grants,
    is: [{ relation: 2, application: 'three' }],
  },
];
