import type { WorkloadStatus } from '@reactive-charms/juju';
import {
  judgeReport,
  parseJsonReport,
  parseTextReport,
  WAITING_FOR_SERVICES,
} from '../lib/contrail-status.ts';
import { gatherFacts, optionsInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { readImageVersion, VERSION_WITH } from '../lib/image-version.ts';
import { describeFaults } from '../lib/options.ts';
import { findHindrance } from '../lib/status.ts';
import { UNIT_DEPARTING } from './departure.ts';
import { KUBE_MANAGER_FAILED, KUBE_MANAGER_STARTED } from './kube-manager.ts';

/** Seconds that kube-manager is given in the hook that started it, before the unit shows that it is not ready. */
const STARTING_SECONDS = 5;

/** Says how the unit is. Source: contract contrail.md sections 5.1 and 5.3. */
export async function decideStatus(context: Context): Promise<WorkloadStatus | undefined> {
  const { flags } = context;
  if (flags.isSet(UNIT_DEPARTING)) return undefined;
  const { options, faults } = optionsInForce(context);
  const message = describeFaults(faults);
  if (message !== undefined) return { status: 'blocked', message };
  if (options === undefined) return undefined;
  const hindrance = findHindrance(await gatherFacts(context, options));
  if (hindrance !== undefined) return hindrance;
  const failure = flags.valueOf(KUBE_MANAGER_FAILED);
  if (typeof failure === 'string') return { status: 'blocked', message: failure };
  return waitUntilReady(context);
}

/** Asks contrail-status; right after a start more than once, to spare the wait for the next hook. */
async function waitUntilReady(context: Context): Promise<WorkloadStatus> {
  let status = await askContrailStatus(context);
  const seconds = context.flags.isSet(KUBE_MANAGER_STARTED) ? STARTING_SECONDS : 0;
  for (let second = 0; second < seconds && status.status !== 'active'; second += 1) {
    await context.host.run('sleep', ['1']);
    status = await askContrailStatus(context);
  }
  return status;
}

async function askContrailStatus({ config, host }: Context): Promise<WorkloadStatus> {
  const asksJson = readImageVersion(config['image-tag']) >= VERSION_WITH.jsonStatus;
  const { code, stdout } = await host.run('contrail-status', asksJson ? ['--format', 'json'] : [], {
    environment: { CONTRAIL_STATUS_CONTAINER_NAME: 'contrail-status-kubernetes-master' },
  });
  if (code !== 0) return WAITING_FOR_SERVICES;
  return judgeReport(asksJson ? parseJsonReport(stdout) : parseTextReport(stdout));
}
