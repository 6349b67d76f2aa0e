import { join } from 'node:path';
import type { Machines } from '../machine/index.ts';
import type { Model } from '../model.ts';

/** The machines of a model as a visitor has them: nothing serves them on his behalf. */
export type VisitedMachines = Pick<Machines, 'hostPath' | 'processPath' | 'run'>;

/** Opens the machines of a model without its lock, so that other commands can be at work. */
export async function visitMachines(directory: string, model: Model): Promise<VisitedMachines> {
  const { openMachines } = await import('../machine/index.ts');
  return openMachines({
    directory: join(directory, 'machines'),
    way: model.settings.machines ?? 'auto',
  });
}
