import { FOLLOWER, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';
import { GRANTED, ID, OTHER, URI, contents, held, only } from './held-secrets.ts';

/** secret-add. */
export const SECRET_ADD_ROWS: readonly Row[] = [
  {
    row: 'C96',
    says: 'a new secret has its URI at once, and is there when the hook has succeeded',
    calls: [{ line: 'secret-add token=x', out: URI }],
    finds: contents,
    is: [{ token: 'x' }],
  },
  {
    row: 'C96',
    says: 'a hook that fails has made no secret',
    calls: [{ line: 'secret-add token=x', out: URI }],
    exit: 1,
    finds: (model) => model.secrets,
    is: {},
  },
  {
    row: 'C96',
    says: 'only the leader makes secrets of the application; each unit makes its own',
    moment: FOLLOWER,
    calls: [
      { line: 'secret-add token=x', code: 1, err: 'ERROR this unit is not the leader\n' },
      { line: 'secret-add --owner unit token=x', out: URI },
    ],
    finds: (model) => only(model)?.owner,
    is: { kind: 'unit', name: 'u/1' },
  },
  refuses('C97', 'secret-add', 'missing secret value or filename'),
  refuses('C97', 'secret-add ab=1', 'key "ab" not valid'),
  refuses('C97', 'secret-add Abc=1', 'key "Abc" not valid'),
  refuses('section 2.2', 'secret-add token', 'key value "token" not valid'),
  refuses('section 2.2', 'secret-add --owner you token=x', 'secret owner "you" not valid'),
  refuses('section 2.2', 'secret-add --rotate now token=x', 'rotate policy "now" not valid'),
  refuses(
    'section 2.2',
    'secret-add --expire soon token=x',
    'expire time or duration "soon" not valid',
  ),
  refuses(
    'section 2.2',
    'secret-add --expire=-1h token=x',
    'negative expire duration "-1h" not valid',
  ),
  {
    row: 'C98',
    says: 'values come plain, as base64 with its padding, and from files',
    files: { f: 'line 1\nline 2\n', g: 'user: me\npin: 0123\n' },
    calls: [
      {
        line: 'secret-add data#base64=YWJj pad#base64=YQ== file#file=f --file g',
        out: URI,
        keep: 'uri',
      },
      { line: 'secret-get $uri data', out: 'abc\n' },
      { line: 'secret-get $uri pad', out: 'a\n' },
      { line: 'secret-get $uri pad#base64', out: 'YQ==\n' },
    ],
    finds: contents,
    is: [{ data: 'abc', file: 'line 1\nline 2\n', pad: 'a', pin: '0123', user: 'me' }],
  },
  {
    row: 'section 2.2',
    says: 'a secret of a million bytes is taken, a larger one is not',
    files: { f: 'x'.repeat(1_000_000), g: 'x'.repeat(1_000_001) },
    calls: [
      { line: 'secret-add data#file=f', out: URI },
      {
        line: 'secret-add data#file=g',
        code: 1,
        err: 'ERROR secret content for key "data" too large: 1000001 bytes\n',
      },
    ],
  },
  {
    row: 'section 2.2',
    says: 'two new secrets cannot have one label',
    calls: [
      { line: 'secret-add --label l token=x', out: URI },
      {
        line: 'secret-add --label l token=y',
        code: 1,
        err: 'ERROR secret with label "l" already exists\n',
      },
    ],
  },
  {
    row: 'section 2.2',
    says: 'a label that is taken lets the commit fail',
    given: [held({ label: 'l' })],
    calls: [{ line: 'secret-add --label l token=x', out: URI }],
    finds: (model) => [model.units['u/0']?.uniter.failed?.name, Object.keys(model.secrets)],
    is: ['update-status', [ID]],
  },
  {
    row: 'section 2.2',
    says: 'expiry and rotation count from now',
    calls: [{ line: 'secret-add --expire 1h30m --rotate daily token=x', out: URI }],
    finds: (model) => [only(model)?.expires, only(model)?.nextRotate],
    is: ['2026-11-23T11:30:00.000Z', '2026-11-24T10:00:00.000Z'],
  },
];

/** secret-get, secret-info-get, secret-ids. */
export const SECRET_GET_ROWS: readonly Row[] = [
  {
    row: 'C99',
    says: 'a hook reads what it has made, and what it changes only with --peek',
    given: [held()],
    calls: [
      { line: 'secret-add token=x', out: URI, keep: 'uri' },
      { line: 'secret-get $uri', out: 'token: x\n' },
      { line: `secret-set ${ID} token=new` },
      { line: `secret-get ${ID} token`, out: '"12345"\n' },
      { line: `secret-get ${ID} token --peek`, out: 'new\n' },
      { line: `secret-get ${ID} token`, out: '"12345"\n' },
    ],
    finds: (model) => model.secrets[ID]?.latest,
    is: 3,
  },
  {
    row: 'C99',
    says: 'who refreshes to what the hook writes follows it from its commit on',
    given: [held()],
    calls: [
      { line: `secret-set ${ID} token=new` },
      { line: `secret-get ${ID} --refresh`, out: 'token: new\n' },
    ],
    finds: (model) => model.secrets[ID]?.consumers['u/0']?.revision,
    is: 3,
  },
  { ...prints('C100', `secret-get ${ID} token`, '"12345"\n'), given: [held()] },
  {
    ...prints('C100', `secret-get ${ID} --format=json`, '{"token":"12345","user":"me"}\n'),
    given: [held()],
  },
  {
    row: 'C100',
    says: 'bytes that are no text are marked so in YAML',
    calls: [
      { line: 'secret-add data#base64=/wD/', out: URI, keep: 'uri' },
      { line: 'secret-get $uri', out: 'data: !!binary |\n  /wD/\n' },
      { line: 'secret-get $uri data', out: '!!binary |\n  /wD/\n' },
      { line: 'secret-get $uri data#base64', out: '/wD/\n' },
    ],
  },
  refuses('C101', 'secret-get', 'require either a secret URI or label'),
  refuses(
    'C101',
    `secret-get ${ID} --peek --refresh`,
    'specify one of --peek or --refresh but not both',
  ),
  refuses('section 2.2', `secret-get ${ID}`, `secret "${ID}" not found`, 1),
  refuses('section 2.2', 'secret-get --label l', 'secret "l" not found', 1),
  refuses('section 2.2', 'secret-get http://x', 'secret URI scheme "http" not valid'),
  refuses('section 2.2', 'secret-get x', 'secret URI "x" not valid'),
  {
    ...refuses('section 2.2', `secret-get ${ID} nosuch`, 'secret key value "nosuch" not found', 1),
    given: [held()],
  },
  {
    row: 'C102',
    says: 'a consumer follows one revision until it refreshes',
    given: [GRANTED],
    calls: [
      { line: `secret-get secret:${ID} token`, out: '"12345"\n' },
      { line: `secret-get secret:${ID} token --peek`, out: '"67890"\n' },
      { line: `secret-get secret:${ID} token`, out: '"12345"\n' },
      { line: `secret-get secret:${ID} token --refresh`, out: '"67890"\n' },
      { line: `secret-get secret:${ID} token`, out: '"67890"\n' },
    ],
    exit: 1,
    finds: (model) => model.secrets[ID]?.consumers['u/0'],
    is: { revision: 2 },
  },
  {
    row: 'C102',
    says: 'whoever reads it first follows the latest; a label of its own finds it again',
    moment: FOLLOWER,
    given: [GRANTED],
    calls: [
      { line: `secret-get ${ID} token --label mine`, out: '"67890"\n' },
      { line: 'secret-get --label mine', out: 'token: "67890"\nuser: me\n' },
    ],
    finds: (model) => model.secrets[ID]?.consumers['u/1'],
    is: { revision: 2, label: 'mine' },
  },
  {
    row: 'section 2.2',
    says: 'a secret that was not granted cannot be read',
    given: [held({ owner: { kind: 'application', name: 'app' } })],
    calls: [{ line: `secret-get ${ID}`, code: 1, err: 'ERROR permission denied\n' }],
  },
  {
    row: 'section 2.2',
    says: 'a grant ends with its relation, and holds for the unit that it names',
    given: [
      held({
        owner: { kind: 'application', name: 'app' },
        grants: [
          { relation: 7, application: 'u' },
          { relation: 1, application: 'u', unit: 'u/1' },
        ],
      }),
    ],
    calls: [{ line: `secret-get ${ID}`, code: 1, err: 'ERROR permission denied\n' }],
  },
  {
    row: 'C103',
    given: [held({ latest: 1 })],
    calls: [
      {
        line: `secret-info-get ${ID} --format=json`,
        out: `{"${ID}":{"revision":1,"label":"","owner":"application","rotation":"never"}}\n`,
      },
    ],
  },
  {
    row: 'C103',
    says: 'what is not empty is all there, in the order of Juju',
    given: [
      held({
        label: 'l',
        description: 'd',
        rotatePolicy: 'daily',
        nextRotate: '2026-11-24T10:00:00.000Z',
        expires: '2026-11-25T10:00:00.500Z',
        grants: [{ relation: 1, application: 'app', unit: 'app/0' }],
      }),
    ],
    calls: [
      {
        line: 'secret-info-get --label l',
        out: `${ID}:
  revision: 2
  label: l
  owner: application
  description: d
  rotation: daily
  expiry: 2026-11-25T10:00:00.5Z
  rotates: 2026-11-24T10:00:00Z
  access:
  - target: unit-app-0
    scope: relation-app.db#u.db
    role: view
`,
      },
    ],
  },
  refuses('section 2.2', 'secret-info-get', 'require either a secret URI or label'),
  refuses(
    'section 2.2',
    `secret-info-get ${ID} --label l`,
    'specify either a secret URI or label but not both',
  ),
  prints('C104', 'secret-ids --format=json', 'null\n'),
  prints('C104', 'secret-ids'),
  {
    row: 'C104',
    says: 'a leader lists its application’s and its own; new ones too, removed ones not',
    given: [held(), held({ id: OTHER, owner: { kind: 'unit', name: 'u/0' } })],
    calls: [
      { line: 'secret-ids --format=json', out: `["${ID}","${OTHER}"]\n` },
      { line: `secret-remove ${ID}` },
      { line: 'secret-ids', out: `${OTHER}\n` },
    ],
  },
  {
    ...prints('C104', 'secret-ids --format=json', 'null\n'),
    moment: FOLLOWER,
    given: [held()],
  },
];
