import { gatherFacts, GOOD_LOG_LEVEL, logLevelInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { cniPublication } from '../lib/publications.ts';

/** Shows that the charm is at work; everything else is declared in each hook. */
export async function install({ status }: Context): Promise<void> {
  await status.show({ status: 'maintenance', message: 'Installing...' });
}

/** Keeps a good log level, so that it stays in force while a newer one has a fault. */
export function rememberLogLevel(context: Context): void {
  const { fault } = logLevelInForce(context);
  if (fault === undefined) context.unit.data.set(GOOD_LOG_LEVEL, context.config['log-level']);
  else context.log.warning(fault);
}

/** Tells the principals which plug-in to use, or withdraws it when its ground is gone. */
export function publish(context: Context): void {
  const facts = gatherFacts(context, context.config['log-level']);
  context.endpoints.cni.publish(cniPublication(facts));
}
