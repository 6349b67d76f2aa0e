import type { Model } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { enqueueActions } from '../../src/transitions/tasks.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { FakeModels, MYSQL, WORDPRESS, emptyModel, run } from './support.ts';

const BACKUP = { description: 'd', params: {}, required: [] };

function sample(): Model {
  return sequence(
    deployApplication({ name: 'mysql', charm: { ...MYSQL, actions: { backup: BACKUP } } }),
    deployApplication({ name: 'wordpress', charm: WORDPRESS }),
    enqueueActions({ units: ['mysql/0'], action: 'backup' }),
  )(emptyModel());
}

/** Names that every object of JavaScript answers to. */
const INHERITED = ['constructor', 'toString', '__proto__'];

const LINES: readonly (readonly [line: string, code: number, message: RegExp])[] = [
  ['status --wide', 2, /^error: option provided but not defined: --wide\n/],
  ['add-unit', 2, /^error: add-unit needs APPLICATION\n/],
  ['add-machine -n 0', 2, /^error: -n is "0", expected a whole number of at least 1\n/],
  ['config mysql trust=maybe', 1, /^error: option "trust" expected boolean, got "maybe"/],
  ['destroy-model -y shop', 1, /^error: model "shop" not found.*\n {2}fix: .*"local"\n$/],
  ['fault kill mysql -- agents', 2, /^error: "mysql" is not a unit name/],
  // Nothing is done before the line is found to be wrong.
  ['exec --all --format xml -- true', 2, /^error: --format is "xml", expected one of plain/],
  ['cancel-task 2 --format xml', 2, /^error: --format is "xml", expected one of yaml, json\n/],
  ['show-operation 1 --wait 1s --format xml', 2, /^error: --format is "xml"/],
  ...INHERITED.flatMap((name): (typeof LINES)[number][] => [
    [name, 2, /^error: ".*" is not a command/],
    [`config ${name}`, 1, /\[APPLICATION_NOT_FOUND\]/],
    [`config mysql ${name}`, 1, /\[OPTION_UNKNOWN\]/],
    [`config mysql ${name}=1`, 1, /\[OPTION_UNKNOWN\]/],
    [`model-config ${name}`, 1, /\[MODEL_CONFIG_UNKNOWN\]/],
    [`model-config --reset ${name}`, 1, /\[MODEL_CONFIG_UNKNOWN\]/],
    [`add-unit mysql --to ${name}`, 1, /\[MACHINE_NOT_FOUND\]/],
    [`add-storage mysql/0 ${name}`, 1, /\[STORAGE_UNKNOWN\]/],
    [`show-action mysql ${name}`, 1, /\[ACTION_UNKNOWN\]/],
    [`show-machine ${name}`, 1, /\[MACHINE_NOT_FOUND\]/],
    [`show-secret ${name}`, 1, /\[SECRET_NOT_FOUND\]/],
    [`show-storage ${name}`, 1, /\[STORAGE_NOT_FOUND\]/],
    [`show-task ${name}`, 1, /\[TASK_NOT_FOUND\]/],
    [`remove-application ${name}`, 1, /\[APPLICATION_NOT_FOUND\]/],
    [`remove-machine ${name}`, 1, /\[MACHINE_NOT_FOUND\]/],
    [`remove-storage ${name}`, 1, /\[STORAGE_NOT_FOUND\]/],
    [`fault partition ${name}`, 1, /\[MACHINE_NOT_FOUND\]/],
    [`fault ${name} mysql/0`, 2, /is no fault/],
  ]),
];

describe('wrong command lines', () => {
  it.each(LINES)('are told of and change nothing: "%s"', async (line, expected, message) => {
    const before = sample();
    const models = new FakeModels(before);
    const { code, stdout, stderr } = await run(models, line.split(' '));
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
    expect(models.model).toBe(before);
    expect(models.done).toEqual([]);
  });

  it('takes a name for an application that every object answers to', async () => {
    const models = new FakeModels(sample());
    models.charms['/work-dir/mysql.charm'] = MYSQL;
    const cwd = '/work-dir';
    const line = ['refresh', 'constructor', '--path', './mysql.charm'];
    expect((await run(models, line, { cwd })).stderr).toContain('[APPLICATION_NOT_FOUND]');
    models.model = deployApplication({ name: 'constructor', charm: MYSQL })(sample());
    expect((await run(models, line, { cwd })).code).toBe(0);
  });
});
