import type { WorkloadStatus } from '@reactive-charms/juju';
import type { MasterFacts } from './facts.ts';
import { findBrokenVariables, kubemanagerEnv } from './kubemanager-env.ts';

/** The last stage of an upgrade with zero impact: everything is back to normal. */
const LAST_ZIU_STAGE = 6;

/**
 * Says why kube-manager's containers must not be brought up to date now; undefined when they may.
 * Rows 1 to 6 of the table in contract contrail.md section 5.1, the first that applies.
 */
export function findHindrance(facts: MasterFacts): WorkloadStatus | undefined {
  return (
    findUpgrade(facts) ??
    findMissingRelations(facts) ??
    findMissingData(facts) ??
    findUnusableData(facts)
  );
}

function findUpgrade({ controller }: MasterFacts): WorkloadStatus | undefined {
  if (controller.maintenance !== undefined) {
    return { status: 'maintenance', message: 'issu is in progress' };
  }
  if (controller.ziu === undefined || controller.ziu >= LAST_ZIU_STAGE) return undefined;
  const message = `ziu is in progress - stage/done = ${controller.ziu}/None`;
  return { status: 'maintenance', message };
}

function findMissingRelations(facts: MasterFacts): WorkloadStatus | undefined {
  const { controller, options, tls } = facts;
  const missing = [
    ...(!options.nestedMode && controller.controllerIps.length === 0
      ? ['contrail-controller']
      : []),
    ...(facts.api === undefined ? ['kube-api-endpoint'] : []),
    ...(tls.related && tls.certificates === undefined ? ['tls-certificates'] : []),
  ];
  if (missing.length === 0) return undefined;
  return { status: 'blocked', message: `Missing or incomplete relations: ${missing.join(', ')}` };
}

function findMissingData({ controller, token }: MasterFacts): WorkloadStatus | undefined {
  if (controller.cloudOrchestrator === undefined) {
    const message = 'Missing cloud_orchestrator info in relation with contrail-controller.';
    return { status: 'blocked', message };
  }
  if (token === undefined) {
    const message = 'Kube manager token is absent. Wait for token from kubectl run.';
    return { status: 'waiting', message };
  }
  if (controller.cloudOrchestrators.includes('openstack') && controller.auth?.ip === undefined) {
    const message = 'Missing auth info in relation with contrail-controller.';
    return { status: 'blocked', message };
  }
  return undefined;
}

function findUnusableData(facts: MasterFacts): WorkloadStatus | undefined {
  const broken = findBrokenVariables(kubemanagerEnv(facts));
  if (broken.length === 0) return undefined;
  return { status: 'blocked', message: `Values with a line break: ${broken.join(', ')}` };
}
