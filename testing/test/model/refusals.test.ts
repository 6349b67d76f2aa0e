import { readDuration } from '../../src/model/duration.ts';
import { openModel } from '../../src/model/open-model.ts';
import { splitLine } from '../../src/model/split-line.ts';
import { KEEPERS } from './support/keeper.ts';

describe('a line of exec', () => {
  it.each<readonly [string, readonly string[]]>([
    ['status-set active', ['status-set', 'active']],
    ["relation-set 'a=b c'  d=1 ", ['relation-set', 'a=b c', 'd=1']],
    ['juju-log "a \\"b\\"" \'\'', ['juju-log', 'a "b"', '']],
    ['juju-log it\\ is', ['juju-log', 'it is']],
    ['', []],
  ])('%s is split as by a shell', (line, words) => {
    expect(splitLine(line)).toEqual(words);
  });

  it.each(['a | b', 'echo $HOME', 'a; b', 'echo "$(b)"', "it's"])(
    '%s needs a shell, which is not there in-process',
    (line) => {
      expect(() => splitLine(line)).toThrow(/there is no shell[^]*'processes'/);
    },
  );
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
  ])('%s is read', (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', 'm', '5 m', '-5m', '5w'])('"%s" is none', (text) => {
    expect(() => readDuration(text)).toThrow(/is no duration/);
  });
});

describe('a model in-process', () => {
  const open = async (charms: Parameters<typeof openModel>[1]['charms']): Promise<unknown> => {
    const model = await openModel('in-process', { charms });
    return model.deploy('other').finally(async () => model.close());
  };

  it('refuses charms that only processes can run, and says so', async () => {
    await expect(open({ other: { archive: 'other.charm' } })).rejects.toThrow(/'processes'/);
    const { definition } = KEEPERS.keeper;
    const withProgram = { ...definition, executables: ['reactive/backup'] };
    await expect(open({ other: { definition: withProgram } })).rejects.toThrow(
      /handler in another language, reactive\/backup/,
    );
  });

  it('names the charms that it was opened with', async () => {
    await expect(open(KEEPERS)).rejects.toThrow(/without a charm "other"[^]*keeper, keeper-next/);
  });

  it('names the units and relations that there are', async () => {
    const model = await openModel('in-process', { charms: KEEPERS });
    await model.deploy('keeper');
    expect(() => model.databag('keeper/1', 'data')).toThrow(/keeper\/0/);
    expect(() => model.databag('keeper/0', 'data')).toThrow(/no relation[^]*ring:0/);
    expect(() => model.status('absent')).toThrow(/not found/);
    await model.close();
  });
});

describe('a model of processes', () => {
  it('refuses a charm that is not built', async () => {
    const { definition } = KEEPERS.keeper;
    const model = await openModel('processes', { charms: { keeper: { definition } } });
    await expect(model.deploy('keeper')).rejects.toThrow(/charm build/);
    await model.close();
  });
});
