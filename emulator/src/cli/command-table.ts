import type { Command } from './command.ts';
import { agentsCommand } from './commands/agents.ts';
import { actionsCommand } from './commands/actions.ts';
import { addMachineCommand } from './commands/add-machine.ts';
import { addModelCommand } from './commands/add-model.ts';
import { addStorageCommand } from './commands/add-storage.ts';
import { attachResourceCommand } from './commands/attach-resource.ts';
import { cancelTaskCommand } from './commands/cancel-task.ts';
import { completionCommand, createCompleteCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { debugCodeCommand, debugHooksCommand } from './commands/debug-hooks.ts';
import { debugLogCommand } from './commands/debug-log.ts';
import { deployCommand } from './commands/deploy.ts';
import { destroyModelCommand } from './commands/destroy-model.ts';
import { execCommand } from './commands/exec.ts';
import { exportBundleCommand } from './commands/export-bundle.ts';
import { exposeCommand, unexposeCommand } from './commands/expose.ts';
import { createFaultCommand } from './commands/fault.ts';
import { createHelpCommand } from './commands/help.ts';
import { machinesCommand } from './commands/machines.ts';
import { modelConfigCommand } from './commands/model-config.ts';
import { operationsCommand } from './commands/operations.ts';
import { refreshCommand } from './commands/refresh.ts';
import { integrateCommand, removeRelationCommand } from './commands/relations.ts';
import { removeMachineCommand } from './commands/remove-machine.ts';
import { detachStorageCommand, removeStorageCommand } from './commands/remove-storage.ts';
import { resolvedCommand } from './commands/resolved.ts';
import { resourcesCommand } from './commands/resources.ts';
import { runActionCommand } from './commands/run.ts';
import { scpCommand } from './commands/scp.ts';
import { secretsCommand } from './commands/secrets.ts';
import { showActionCommand } from './commands/show-action.ts';
import { showApplicationCommand } from './commands/show-application.ts';
import { showMachineCommand } from './commands/show-machine.ts';
import { showOperationCommand } from './commands/show-operation.ts';
import { showSecretCommand } from './commands/show-secret.ts';
import { showStatusLogCommand } from './commands/show-status-log.ts';
import { showStorageCommand } from './commands/show-storage.ts';
import { showTaskCommand } from './commands/show-task.ts';
import { showUnitCommand } from './commands/show-unit.ts';
import { sshCommand } from './commands/ssh.ts';
import { statusCommand } from './commands/status.ts';
import { storageCommand } from './commands/storage.ts';
import { trustCommand } from './commands/trust.ts';
import { addUnitCommand, removeApplicationCommand, removeUnitCommand } from './commands/units.ts';
import { versionCommand } from './commands/version.ts';
import { waitCommand } from './commands/wait.ts';

const WORKING: readonly Command[] = [
  addModelCommand,
  deployCommand,
  statusCommand,
  machinesCommand,
  showMachineCommand,
  configCommand,
  modelConfigCommand,
  integrateCommand,
  removeRelationCommand,
  exposeCommand,
  unexposeCommand,
  trustCommand,
  addUnitCommand,
  removeUnitCommand,
  removeApplicationCommand,
  addMachineCommand,
  removeMachineCommand,
  refreshCommand,
  attachResourceCommand,
  resourcesCommand,
  showUnitCommand,
  showApplicationCommand,
  runActionCommand,
  actionsCommand,
  showActionCommand,
  operationsCommand,
  showOperationCommand,
  showTaskCommand,
  cancelTaskCommand,
  storageCommand,
  showStorageCommand,
  addStorageCommand,
  removeStorageCommand,
  detachStorageCommand,
  secretsCommand,
  showSecretCommand,
  debugLogCommand,
  showStatusLogCommand,
  exportBundleCommand,
  debugHooksCommand,
  debugCodeCommand,
  execCommand,
  sshCommand,
  scpCommand,
  resolvedCommand,
  waitCommand,
  agentsCommand,
  destroyModelCommand,
  completionCommand,
  versionCommand,
];

/** What people and scripts call; `fault` lets things go wrong in them. */
const DOCUMENTED: readonly Command[] = [...WORKING, createFaultCommand(WORKING)];

const WITH_HELP: readonly Command[] = [...DOCUMENTED, createHelpCommand(DOCUMENTED)];

/** All commands of the program, in the order of its help. */
export const COMMANDS: readonly Command[] = [...WITH_HELP, createCompleteCommand(WITH_HELP)];
