import type { Model } from '../../../src/model.ts';
import { ofVersion } from '../fixture.ts';
import { prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

function stateOf(model: Model): unknown {
  return model.units['u/0']?.state;
}

/** state-get, state-set, state-delete. */
export const STATE_ROWS: readonly Row[] = [
  prints('C92', 'state-get k'),
  prints('C92', 'state-get k --format=json', '""\n'),
  refuses('C92', 'state-get k --strict', '"k" not found', 1),
  refuses('C92', 'state-get constructor --strict', '"constructor" not found', 1),
  prints('section 9.4', 'state-get --format=json', '{}\n'),
  {
    ...prints('section 9.4', 'state-get --format=json', 'null\n'),
    given: [ofVersion('4.0.1')],
  },
  {
    row: 'C93',
    says: 'a hook reads what it has set',
    calls: [
      { line: 'state-set k=v' },
      { line: 'state-get k', out: 'v\n' },
      { line: 'state-get', out: 'k: v\n' },
    ],
    finds: stateOf,
    is: { k: 'v' },
  },
  {
    row: 'C93',
    says: 'after a hook that fails the state is as before',
    calls: [{ line: 'state-set k=v' }],
    exit: 1,
    finds: stateOf,
    is: {},
  },
  {
    row: 'section 2.2',
    says: 'a key that is not there can be deleted',
    calls: [
      { line: 'state-set a=1 b=2' },
      { line: 'state-delete a' },
      { line: 'state-delete nosuch' },
    ],
    finds: stateOf,
    is: { b: '2' },
  },
  {
    row: 'section 2.2',
    says: 'many keys come from a file or from standard input',
    files: { f: 'a: 1\n' },
    calls: [{ line: 'state-set --file f' }, { line: 'state-set --file -', stdin: '{"b": "2"}' }],
    finds: stateOf,
    is: { a: '1', b: '2' },
  },
  {
    row: 'C94',
    says: 'a key of 256 bytes and a value of 65536 are taken',
    calls: [{ line: `state-set ${'k'.repeat(256)}=${'v'.repeat(65_536)}` }],
    finds: stateOf,
    is: { ['k'.repeat(256)]: 'v'.repeat(65_536) },
  },
  {
    row: 'C94',
    says: 'keys of 257 bytes and values of 65537 are refused',
    calls: [
      {
        line: `state-set ${'k'.repeat(257)}=v`,
        code: 1,
        err: 'ERROR max allowed key length (256) exceeded (257)\n',
      },
      {
        line: `state-set k=${'v'.repeat(65_537)}`,
        code: 1,
        err: 'ERROR max allowed value length (65536) exceeded (65537)\n',
      },
    ],
    finds: stateOf,
    is: {},
  },
  {
    row: 'C94',
    says: 'a key of 256 bytes and a value of 65536 are taken',
    calls: [{ line: `state-set ${'k'.repeat(256)}=${'v'.repeat(65_536)}` }],
    finds: stateOf,
    is: { ['k'.repeat(256)]: 'v'.repeat(65_536) },
  },
];
