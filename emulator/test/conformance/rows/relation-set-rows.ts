import type { Model } from '../../../src/model.ts';
import { setFidelity } from '../../../src/transitions/index.ts';
import { DB, RING } from '../fixture.ts';
import { FOLLOWER, changed, during, refuses } from '../row.ts';
import type { Row } from '../row.ts';

const MEGABYTE = 'x'.repeat(1 << 20);

function ownBag(model: Model): unknown {
  const {
    'egress-subnets': _subnets,
    'ingress-address': _ingress,
    'private-address': _address,
    ...rest
  } = model.relations[DB]?.units['u/0']?.data ?? {};
  return rest;
}

function versionOf(model: Model): unknown {
  return model.relations[DB]?.units['u/0']?.version;
}

/** relation-set. */
export const RELATION_SET_ROWS: readonly Row[] = [
  refuses('section 2.2', 'relation-set a=1', 'no relation id specified'),
  {
    row: 'C27',
    says: 'what a hook writes it reads itself at once, others when it has succeeded',
    calls: [
      { line: 'relation-set -r db:1 a=1' },
      { line: 'relation-get -r db:1 a u/0', out: '1\n' },
    ],
    finds: ownBag,
    is: { a: '1' },
  },
  {
    row: 'C28',
    says: 'a hook that fails has written nothing; its status and leader settings stay',
    calls: [
      { line: 'relation-set -r db:1 a=1' },
      { line: 'relation-set --app -r db:1 a=1' },
      { line: 'open-port 80' },
      { line: 'state-set k=v' },
      { line: 'secret-add token=x', out: /^secret:/ },
      { line: 'storage-add data' },
      { line: 'status-set active kept' },
      { line: 'leader-set a=1' },
    ],
    exit: 1,
    finds: (model) => {
      const unit = model.units['u/0'];
      return {
        bag: ownBag(model),
        application: model.relations[DB]?.applications['u']?.data,
        ports: unit?.ports,
        state: unit?.state,
        secrets: model.secrets,
        storage: model.storage,
        status: unit?.workload.message,
        leader: model.applications['u']?.leaderSettings,
      };
    },
    is: {
      bag: {},
      application: {},
      ports: [],
      state: {},
      secrets: {},
      storage: {},
      status: 'kept',
      leader: { a: '1' },
    },
  },
  ...during(changed(), [
    {
      row: 'C29',
      says: 'an empty value removes a key; for a key that is not there it is fine',
      calls: [
        { line: 'relation-set a=1 b=2' },
        { line: 'relation-set a= c=' },
        { line: 'relation-get a u/0' },
      ],
      finds: ownBag,
      is: { b: '2' },
    },
    refuses('C30', 'relation-set a=1 a=2', 'key "a" specified more than once'),
    refuses('C31', 'relation-set foo', 'expected "key=value", got "foo"'),
    {
      row: 'C32',
      says: 'values of the command line are trimmed, those of a file are not',
      files: { f: 'b: " x "\n' },
      calls: [{ line: "relation-set 'a= x '" }, { line: 'relation-set --file f' }],
      finds: ownBag,
      is: { a: 'x', b: ' x ' },
    },
    {
      row: 'C33',
      says: 'numbers and booleans of a file keep their text, null removes',
      files: { f: 'a: 1.50\nb: true\nc: null\n' },
      calls: [{ line: 'relation-set c=1' }, { line: 'relation-set --file f' }],
      finds: ownBag,
      is: { a: '1.50', b: 'true' },
    },
    {
      row: 'C34',
      says: 'a nested map is refused, and nothing is set',
      files: { f: 'a: 1\nb:\n  c: 1\n' },
      calls: [
        {
          line: 'relation-set --file f',
          code: 1,
          err: 'ERROR yaml: unmarshal errors:\n  line 3: cannot unmarshal !!map into string\n',
        },
      ],
      finds: ownBag,
      is: {},
    },
    {
      row: 'section 2.1',
      says: 'a file that is missing is told in the words of Go',
      calls: [
        {
          line: 'relation-set --file nowhere',
          code: 1,
          err: 'ERROR open nowhere: no such file or directory\n',
        },
      ],
    },
    {
      row: 'C35',
      says: 'the command line wins over the file',
      files: { f: '{"a": "1", "b": "2"}' },
      calls: [{ line: 'relation-set --file f a=9' }],
      finds: ownBag,
      is: { a: '9', b: '2' },
    },
    {
      row: 'C36',
      says: 'standard input may hold a megabyte',
      calls: [{ line: 'relation-set --file -', stdin: `{"a": "${MEGABYTE}"}` }],
      finds: ownBag,
      is: { a: MEGABYTE },
    },
    {
      row: 'C38',
      calls: [
        {
          line: 'relation-set --format=json a=1',
          err: '--format flag deprecated for command "relation-set"',
        },
      ],
      finds: ownBag,
      is: { a: '1' },
    },
  ]),
  {
    row: 'C37',
    moment: FOLLOWER,
    calls: [
      {
        line: 'relation-set -r db:1 --app k=v',
        code: 1,
        err: 'ERROR cannot write relation settings\n',
      },
    ],
  },
  {
    row: 'section 3.4',
    says: 'a leader’s writing in a peer relation is no news to itself',
    calls: [{ line: `relation-set --app -r ring:${RING} a=1` }],
    finds: (model) => [
      model.relations[RING]?.applications['u']?.data,
      model.units['u/0']?.uniter.relations[RING]?.applicationVersion,
    ],
    is: [{ a: '1' }, 1],
  },
  {
    row: 'section 9.4',
    says: 'a write that changes nothing announces nothing',
    calls: [{ line: 'relation-set -r db:1 private-address=10.0.12.10' }],
    finds: versionOf,
    is: 1,
  },
  {
    row: 'section 9.4',
    says: 'a switch lets every write be an event',
    given: [setFidelity({ silentWrites: false })],
    calls: [{ line: 'relation-set -r db:1 private-address=10.0.12.10' }],
    finds: versionOf,
    is: 2,
  },
];
