import { addStorage, attachResource, setTrust } from '../../../src/transitions/index.ts';
import { NOW, RESOURCE } from '../fixture.ts';
import { ATTACHED, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

const ADDED = [addStorage('u/0', 'data')];

/** storage-list, storage-get, storage-add, resource-get, credential-get. */
export const STORAGE_ROWS: readonly Row[] = [
  refuses('C90', 'storage-get', 'no storage instance specified'),
  {
    row: 'C90',
    given: ADDED,
    calls: [
      { line: 'storage-get -s data/0', out: 'kind: filesystem\nlocation: /srv\n' },
      { line: 'storage-get -s data/0 location', out: '/srv\n' },
      {
        line: 'storage-get -s data/0 --format=json',
        out: '{"kind":"filesystem","location":"/srv"}\n',
      },
      {
        line: 'storage-get -s data/0 foo',
        code: 1,
        err: 'ERROR invalid storage attribute "foo"\n',
      },
    ],
  },
  {
    row: 'C90',
    says: 'a storage hook is about its storage',
    moment: ATTACHED,
    calls: [
      { line: 'storage-get', out: 'kind: filesystem\nlocation: /srv\n' },
      { line: 'storage-list', out: 'data/0\n' },
    ],
  },
  refuses(
    'section 2.2',
    'storage-get -s x',
    'invalid value "x" for option -s: invalid storage ID "x"',
  ),
  refuses(
    'section 2.2',
    'storage-get -s data/9',
    'invalid value "data/9" for option -s: storage not found',
  ),
  prints('C91', 'storage-list'),
  prints('C91', 'storage-list --format=json', '[]\n'),
  {
    row: 'section 2.2',
    says: 'storage is listed by name',
    given: [...ADDED, addStorage('u/0', 'logs', { count: 2 })],
    calls: [
      { line: 'storage-list', out: 'data/0\nlogs/1\nlogs/2\n' },
      { line: 'storage-list logs --format=json', out: '["logs/1","logs/2"]\n' },
      { line: 'storage-list nosuch --format=json', out: '[]\n' },
    ],
  },
  {
    row: 'section 2.2',
    says: 'storage-add gives the unit more once the hook has succeeded',
    calls: [{ line: 'storage-add logs=2 data' }, { line: 'storage-list' }],
    finds: (model) => Object.values(model.storage).map(({ name, owner }) => `${owner} ${name}`),
    is: ['u/0 logs', 'u/0 logs', 'u/0 data'],
  },
  refuses('section 2.2', 'storage-add', 'storage add requires a storage directive'),
  refuses('section 2.2', 'storage-add data=1M', 'only count can be specified for "data"'),
  refuses('section 2.2', 'storage-add data=pool,2', 'only count can be specified for "data"'),
  refuses(
    'section 2.2',
    'storage-add data=0',
    'cannot parse directive for storage "data": cannot parse count: count must be greater than zero, got "0"',
  ),
  {
    row: 'section 2.2',
    says: 'a hook that asks for storage its charm has not fails with its commit',
    calls: [{ line: 'storage-add nosuch' }, { line: 'state-set k=v' }],
    finds: (model) => [model.units['u/0']?.uniter.failed?.name, model.units['u/0']?.state],
    is: ['update-status', {}],
  },
  {
    row: 'section 2.2',
    says: 'a storage that is named like what every object has is no storage either',
    calls: [{ line: 'storage-add constructor' }],
    finds: (model) => [model.units['u/0']?.uniter.failed?.name, Object.keys(model.storage)],
    is: ['update-status', []],
  },
  {
    row: 'C89',
    says: 'the path of a resource, without an end of line',
    given: [
      attachResource('u', {
        name: 'r',
        revision: 1,
        path: RESOURCE,
        filename: 'r.txt',
        sha256: '',
        size: 4,
        since: NOW,
      }),
    ],
    calls: [{ line: 'resource-get r', out: '/var/lib/juju/agents/unit-u-0/resources/r/r.txt' }],
  },
  refuses('C89', 'resource-get', 'missing required resource name'),
  refuses(
    'C89',
    'resource-get r',
    'could not download resource: resource "r" has not been uploaded',
    1,
  ),
  refuses(
    'C89',
    'resource-get x',
    'could not download resource: resource "x" is not declared by the charm',
    1,
  ),
  refuses(
    'C89',
    'resource-get constructor',
    'could not download resource: resource "constructor" is not declared by the charm',
    1,
  ),
  refuses('section 2.2', 'credential-get', 'cannot access cloud credentials: permission denied', 1),
  {
    ...refuses(
      'section 2.2',
      'credential-get',
      'cannot access cloud credentials: this model has no cloud',
      1,
    ),
    given: [setTrust('u', true)],
  },
];
