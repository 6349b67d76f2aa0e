import { addStorage } from '../../../src/transitions/index.ts';
import { action, changed, during } from '../row.ts';
import type { Row } from '../row.ts';
import type { Call } from '../stage.ts';

function accepts(says: string, calls: readonly Call[], more: Partial<Row> = {}): Row {
  return { row: 'section 5', says, calls, ...more };
}

const ADDRESSES =
  '{"egress-subnets":"10.0.12.30/32","ingress-address":"10.0.12.30","private-address":"10.0.12.30"}\n';

/** What ops.hookcmds calls, with its order of flags and arguments. Source: contract section 5. */
export const HOOKCMDS_ROWS: readonly Row[] = [
  accepts(
    'action_get, action_set, action_fail, action_log',
    [
      { line: 'action-get --format=json a', out: '{"b":1}\n' },
      { line: 'action-get --format=json', out: '{"a":{"b":1}}\n' },
      { line: 'action-set a.b=1 c=2' },
      { line: 'action-log -- so far' },
      { line: "action-fail -- 'not today'" },
      { line: 'action-fail' },
    ],
    { moment: action({ a: { b: 1 } }) },
  ),
  accepts('app_version_set, juju_log', [
    { line: 'application-version-set -- 1.2.3' },
    { line: "juju-log --log-level DEBUG -- 'a message'" },
  ]),
  accepts('config_get, goal_state, is_leader', [
    { line: 'config-get --format=json title', out: '"My Title"\n' },
    { line: 'config-get --format=json', out: /^\{"markup":/ },
    { line: 'goal-state --format=json', out: /^\{"units":\{"u\/0":\{"status":/ },
    { line: 'is-leader --format=json', out: 'true\n' },
    {
      line: 'credential-get --format=json',
      code: 1,
      err: 'ERROR cannot access cloud credentials: permission denied\n',
    },
  ]),
  accepts('network_get, resource_get', [
    { line: 'network-get --format=json db', out: /^\{"bind-addresses":/ },
    { line: 'network-get --format=json -r 1 db', out: /^\{"bind-addresses":/ },
    { line: 'resource-get r', code: 1, err: /^ERROR could not download resource: / },
  ]),
  accepts('open_port, close_port, opened_ports', [
    { line: 'open-port --endpoints db,web 80-90/tcp' },
    { line: 'close-port --endpoints db 80-90/tcp' },
    { line: 'opened-ports --endpoints --format=json', out: '[]\n' },
    { line: 'opened-ports --format=json', out: '[]\n' },
  ]),
  ...during(changed({}), [
    accepts('relation_get', [
      { line: 'relation-get --format=json -r db:1 - app/0', out: ADDRESSES },
      { line: 'relation-get --format=json -r db:1 --app - app', out: '{}\n' },
      { line: 'relation-get --format=json private-address', out: '"10.0.12.30"\n' },
    ]),
    accepts('relation_ids, relation_list', [
      { line: 'relation-ids db --format=json', out: '["db:1"]\n' },
      { line: 'relation-list --format=json', out: '["app/0"]\n' },
      { line: 'relation-list --format=json --app -r db:1', out: '"app"\n' },
    ]),
    accepts('relation_model_get, relation_set', [
      { line: 'relation-model-get --format=json -r db:1', out: '{"uuid":"$model"}\n' },
      { line: 'relation-set -r db:1 --app --file -', stdin: '{"a": "1"}' },
      { line: 'relation-set -r db:1 --file -', stdin: '{"a": "1"}' },
    ]),
    accepts(
      'the secret functions',
      [
        {
          line: 'secret-add --label l --description d --expire 2027-01-01T00:00:00+00:00 --rotate daily --owner application token#file=f',
          out: /^secret:/,
          keep: 'uri',
        },
        { line: 'secret-set --label m --owner application $uri token#file=f' },
        { line: 'secret-get --format=json $uri', out: '{"token":"x"}\n' },
        { line: 'secret-get --format=json $uri --label n --refresh', out: '{"token":"x"}\n' },
        { line: 'secret-get --format=json --label n --peek', out: '{"token":"x"}\n' },
        { line: 'secret-info-get --format=json $uri', out: /"expiry":"2027-01-01T00:00:00Z"/ },
        { line: 'secret-info-get --format=json --label n', out: /"rotation":"daily"/ },
        { line: 'secret-ids --format=json', out: '["$id"]\n' },
        { line: 'secret-grant --relation 1 --unit app/0 $uri' },
        { line: 'secret-revoke --relation 1 --unit app/0 $uri' },
        { line: 'secret-remove $uri --revision 1' },
        { line: 'secret-remove $uri' },
      ],
      { files: { f: 'x' } },
    ),
  ]),
  accepts('state_get, state_set, state_delete', [
    { line: 'state-get --format=json', out: '{}\n' },
    { line: 'state-set --file -', stdin: '{"k": "v"}' },
    { line: 'state-get --format=json k', out: '"v"\n' },
    { line: 'state-delete k' },
  ]),
  accepts('status_get, status_set', [
    { line: "status-set --application=False active -- 'all well'" },
    {
      line: 'status-get --include-data --format=json --application=false',
      out: '{"message":"all well","status":"active","status-data":{}}\n',
    },
    { line: 'status-set --application=True active' },
    {
      line: 'status-get --include-data --format=json --application=true',
      out: /^\{"application-status":\{"message":"","status":"active","status-data":\{\},"units":/,
    },
  ]),
  accepts(
    'storage_add, storage_get, storage_list',
    [
      { line: 'storage-list --format=json', out: '["data/0"]\n' },
      { line: 'storage-list --format=json data', out: '["data/0"]\n' },
      {
        line: 'storage-get --format=json -s data/0',
        out: '{"kind":"filesystem","location":"/srv"}\n',
      },
      { line: 'storage-add logs=1' },
    ],
    { given: [addStorage('u/0', 'data')] },
  ),
];
