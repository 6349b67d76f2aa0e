import { DB, benchModel, callTools, describeRows } from '../support/tool-bench.ts';

describeRows('config-get', [
  { row: 'C1', call: 'config-get monsters', out: 'False\n' },
  { row: 'C1', call: 'config-get monsters --format=yaml', out: 'false\n' },
  { row: 'C1', call: 'config-get monsters --format json', out: 'false\n' },
  { row: 'C2', call: 'config-get spline-reticulation', out: '45\n' },
  { row: 'C2', call: 'config-get --format=yaml spline-reticulation', out: '45\n' },
  { row: 'C2', call: 'config-get --format=json spline-reticulation', out: '45\n' },
  { row: 'C3', call: 'config-get missing' },
  { row: 'C3', call: 'config-get missing --format=yaml' },
  { row: 'C3', call: 'config-get missing --format=json', out: 'null\n' },
  {
    row: 'C4',
    call: 'config-get',
    out: 'markup: <a&b>\nmonsters: false\nspline-reticulation: 45\ntitle: My Title\n',
  },
  {
    row: 'C4',
    call: 'config-get --all --format=json',
    out: '{"markup":"\\u003ca\\u0026b\\u003e","monsters":false,"spline-reticulation":45,"title":"My Title","username":null}\n',
  },
  {
    row: 'C5',
    call: 'config-get --all --format json monsters',
    code: 2,
    err: 'ERROR cannot use argument --all together with key "monsters"\n',
  },
  { row: 'C6', call: 'config-get a b', code: 2, err: 'ERROR unrecognized args: ["b"]\n' },
  {
    row: 'C8',
    call: 'config-get --format=xml',
    code: 2,
    err: 'ERROR invalid value "xml" for option --format: unknown format "xml"\n',
  },
  {
    row: 'C9',
    call: 'config-get --nope',
    code: 2,
    err: 'ERROR option provided but not defined: --nope\n',
  },
  { row: 'C11', call: 'config-get markup --format json', out: '"\\u003ca\\u0026b\\u003e"\n' },
]);

describe('every tool', () => {
  it('C7 sends its answer to the file of --output', () => {
    const outcome = callTools(benchModel().model, {}, 'config-get --output f monsters');

    expect(outcome).toMatchObject({ code: 0, stdout: '', file: { path: 'f', text: 'False\n' } });
  });

  it('C10 prints its usage on standard output', () => {
    const outcome = callTools(benchModel().model, {}, 'relation-set --help');

    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain('Usage: relation-set');
    expect(outcome.stdout).toContain('--file');
  });

  it('takes flags after arguments, short flags with and without a blank, and -- as the end', () => {
    const { model } = benchModel();
    const relation = { relation: { number: DB, remoteUnit: 'app/0' as const } };

    expect(callTools(model, relation, 'relation-get private-address -r1 app/0').stdout).toBe(
      '10.0.12.30\n',
    );
    expect(callTools(model, relation, 'relation-get -r 1 -- private-address app/0').stdout).toBe(
      '10.0.12.30\n',
    );
    expect(callTools(model, {}, 'relation-get -r').stderr).toBe(
      'ERROR option needs an argument: -r\n',
    );
  });

  it('takes the booleans of Go', () => {
    const { model } = benchModel();

    expect(callTools(model, {}, 'status-set --application=False active').code).toBe(0);
    expect(callTools(model, {}, 'status-set --application=maybe active').stderr).toBe(
      'ERROR invalid value "maybe" for option --application: strconv.ParseBool: parsing "maybe": invalid syntax\n',
    );
  });
});
