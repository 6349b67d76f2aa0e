import { join } from 'node:path';
import { openSession } from '../../src/session.ts';
import { deployApplication } from '../../src/transitions/index.ts';

/**
 * Deploys a charm and settles; for a test that kills this process in the middle of a hook.
 *   node --import tsx killed-session.ts FOLDER
 */
const folder = process.argv[2] ?? '.';
const session = await openSession({
  directory: join(folder, 'model'),
  containers: 'stand-in',
  onEvent: (event) => {
    if (event.kind === 'hook-started') process.stdout.write(`${event.hook}\n`);
  },
});
const charm = await session.importCharm(join(folder, 'slow.charm'));
session.update(deployApplication({ name: 'slow', charm }));
await session.settle();
await session.close();
