import type { Command } from './command.ts';
import { configCommand } from './commands/config.ts';
import { debugLogCommand } from './commands/debug-log.ts';
import { deployCommand } from './commands/deploy.ts';
import { destroyModelCommand } from './commands/destroy-model.ts';
import { execCommand } from './commands/exec.ts';
import { createHelpCommand } from './commands/help.ts';
import { refreshCommand } from './commands/refresh.ts';
import { integrateCommand, removeRelationCommand } from './commands/relations.ts';
import { resolvedCommand } from './commands/resolved.ts';
import { showApplicationCommand } from './commands/show-application.ts';
import { showUnitCommand } from './commands/show-unit.ts';
import { sshCommand } from './commands/ssh.ts';
import { statusCommand } from './commands/status.ts';
import { addUnitCommand, removeApplicationCommand, removeUnitCommand } from './commands/units.ts';
import { versionCommand } from './commands/version.ts';
import { waitCommand } from './commands/wait.ts';

const WORKING: readonly Command[] = [
  deployCommand,
  statusCommand,
  configCommand,
  integrateCommand,
  removeRelationCommand,
  addUnitCommand,
  removeUnitCommand,
  removeApplicationCommand,
  refreshCommand,
  showUnitCommand,
  showApplicationCommand,
  debugLogCommand,
  execCommand,
  sshCommand,
  resolvedCommand,
  waitCommand,
  destroyModelCommand,
  versionCommand,
];

/** All commands of the program, in the order of its help. */
export const COMMANDS: readonly Command[] = [...WORKING, createHelpCommand(WORKING)];
