import { expectAnswer } from './expect-answer.ts';
import { expectEnvironment } from './expect-environment.ts';
import { ACTION_ROWS } from './rows/action-rows.ts';
import { CONFIG_ROWS } from './rows/config-rows.ts';
import { EVERY_TOOL_ROWS } from './rows/every-tool-rows.ts';
import { NETWORK_ROWS } from './rows/network-rows.ts';
import { ENVIRONMENT_ROWS } from './rows/environment-rows.ts';
import { HOOKCMDS_ROWS } from './rows/hookcmds-rows.ts';
import { LEADER_ROWS } from './rows/leader-rows.ts';
import { OTHER_ROWS } from './rows/other-rows.ts';
import { PORT_ROWS } from './rows/port-rows.ts';
import { RELATION_ROWS } from './rows/relation-rows.ts';
import { RELATION_SET_ROWS } from './rows/relation-set-rows.ts';
import { SECRET_GRANT_ROWS, SECRET_SET_ROWS } from './rows/secret-change-rows.ts';
import { SECRET_ADD_ROWS, SECRET_GET_ROWS } from './rows/secret-rows.ts';
import { STATE_ROWS } from './rows/state-rows.ts';
import { STATUS_ROWS } from './rows/status-rows.ts';
import { STORAGE_ROWS } from './rows/storage-rows.ts';
import { describeSequences } from './rows/sequence-facts.ts';
import { PLAIN } from './row.ts';
import type { Row } from './row.ts';
import type { Place, Stage } from './stage.ts';

const THEMES: ReadonlyArray<readonly [name: string, rows: readonly Row[]]> = [
  ['every tool', EVERY_TOOL_ROWS],
  ['the environment', ENVIRONMENT_ROWS],
  ['configuration', CONFIG_ROWS],
  ['reading relations', RELATION_ROWS],
  ['writing relations', RELATION_SET_ROWS],
  ['leadership', LEADER_ROWS],
  ['status', STATUS_ROWS],
  ['ports', PORT_ROWS],
  ['networks', NETWORK_ROWS],
  ['state', STATE_ROWS],
  ['storage and resources', STORAGE_ROWS],
  ['making secrets', SECRET_ADD_ROWS],
  ['reading secrets', SECRET_GET_ROWS],
  ['changing secrets', SECRET_SET_ROWS],
  ['sharing secrets', SECRET_GRANT_ROWS],
  ['actions', ACTION_ROWS],
  ['other tools', OTHER_ROWS],
  ['the command lines of ops', HOOKCMDS_ROWS],
];

/**
 * Shows that hook tools answer as Juju's do. The table is the same for every place where charms run.
 * Source: contract juju.md section 8.
 */
export function describeHookTools(place: Place): void {
  describe(`hook tools ${place.name}`, () => {
    let stage: Stage;

    beforeAll(async () => {
      stage = await place.open();
    });

    afterAll(() => stage.close());

    beforeEach(() => stage.reset());

    describe.each(THEMES)('%s', (_name, rows) => {
      const titled = rows
        .filter((row) => place.versions || !row.otherVersion)
        .map((row): [string, Row] => [titleOf(row), row]);

      it.each(titled)('%s', async (_title, row) => {
        await showRow(stage, row);
      });
    });

    describeSequences(() => stage);
  });
}

async function showRow(stage: Stage, row: Row): Promise<void> {
  const { moment = PLAIN, calls, files, exit, leaves = {} } = row;
  for (const transition of row.given ?? []) stage.update(transition);
  const part = { ...moment, calls, ...(files ? { files } : {}), ...(exit ? { exit } : {}) };
  const played = await stage.play(part, Object.keys(leaves));
  expectAnswer(calls, played.answers, { model: stage.model.uuid });
  expect(played.files).toEqual(leaves);
  expectEnvironment(row, played.environment);
  if (row.logs) expect(stage.log).toEqual(row.logs);
  if (row.finds) expect(row.finds(stage.model)).toEqual(row.is);
}

function titleOf({ row, says, calls }: Row): string {
  return `${row} ${says ?? calls.map(({ line }) => line.replaceAll('\n', '\\n')).join('; ')}`;
}
