import { setConfig } from '../../../src/transitions/index.ts';
import { prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

const ALL =
  '{"markup":"\\u003ca\\u0026b\\u003e","monsters":false,"spline-reticulation":45,"title":"My Title","token":null,"username":null}\n';

/** config-get. */
export const CONFIG_ROWS: readonly Row[] = [
  prints('C1', 'config-get monsters', 'False\n'),
  prints('C1', 'config-get monsters --format=yaml', 'false\n'),
  prints('C1', 'config-get monsters --format json', 'false\n'),
  prints('C2', 'config-get spline-reticulation', '45\n'),
  prints('C2', 'config-get --format=yaml spline-reticulation', '45\n'),
  prints('C2', 'config-get --format=json spline-reticulation', '45\n'),
  prints('C3', 'config-get missing'),
  prints('C3', 'config-get missing --format=yaml'),
  prints('C3', 'config-get missing --format=json', 'null\n'),
  prints(
    'C4',
    'config-get',
    'markup: <a&b>\nmonsters: false\nspline-reticulation: 45\ntitle: My Title\n',
  ),
  prints('C4', 'config-get --all --format=json', ALL),
  prints('C4', 'config-get -a --format=json', ALL),
  refuses(
    'C5',
    'config-get --all --format json monsters',
    'cannot use argument --all together with key "monsters"',
  ),
  prints('C3', 'config-get constructor --format=json', 'null\n'),
  prints('C3', 'config-get __proto__ --format=json', 'null\n'),
  prints('C11', 'config-get markup --format json', '"\\u003ca\\u0026b\\u003e"\n'),
  {
    row: 'section 2.2',
    says: 'an option of type secret prints as the URI that was given',
    given: [setConfig('u', { token: 'secret:9m4e2mr0ui3e8a215n4g' })],
    calls: [{ line: 'config-get token', out: 'secret:9m4e2mr0ui3e8a215n4g\n' }],
  },
  {
    row: 'section 2.1',
    says: 'texts that look like numbers keep their quotes in YAML only',
    given: [setConfig('u', { title: '12345' })],
    calls: [
      { line: 'config-get title', out: '12345\n' },
      { line: 'config-get title --format=yaml', out: '"12345"\n' },
      { line: 'config-get title --format=json', out: '"12345"\n' },
    ],
  },
  {
    row: 'section 2.1',
    says: 'an empty text prints nothing, or empty quotes',
    given: [setConfig('u', { title: '' })],
    calls: [
      { line: 'config-get title' },
      { line: 'config-get title --format=yaml', out: '""\n' },
      { line: 'config-get title --format=json', out: '""\n' },
    ],
  },
];
