import { GOOD_OPTIONS, optionsInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { storeOptions } from '../lib/options.ts';

/** Shows that the charm is at work; everything else is declared in each hook. */
export async function install({ status }: Context): Promise<void> {
  await status.show({ status: 'maintenance', message: 'Installing...' });
}

/** Keeps good options, so that they stay in force while newer ones have faults. */
export function rememberOptions(context: Context): void {
  const { config, log, unit } = context;
  const { faults } = optionsInForce(context);
  if (faults.length === 0) unit.data.set(GOOD_OPTIONS, storeOptions(config));
  else log.warning(`options with faults are not in force: ${faults.join('; ')}`);
}
