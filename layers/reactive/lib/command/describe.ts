import type { Call, SubCommand } from './sub-command.ts';

/** Describes the charm, for the builder and other programs. Needs no unit. */
export const DESCRIBE: SubCommand = {
  name: 'describe',
  usage: '',
  summary: 'handlers, triggers and faults of the charm, as JSON',
  takes: [0, 0],
  run: async ({ scene }: Call) => {
    const { inspectCharm } = await import('../charm/describe-charm.ts');
    scene.print(`${JSON.stringify(inspectCharm(scene.definition), undefined, 2)}\n`);
    return 0;
  },
};
