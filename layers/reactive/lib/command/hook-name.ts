import type { Scene } from './sub-command.ts';

/** The hook in which the command was started; undefined outside hooks and in actions. */
export function hookName({ environment }: Scene): string | undefined {
  const path = environment['JUJU_DISPATCH_PATH'] ?? '';
  const [, fromPath = ''] = /^hooks\/(.+)$/.exec(path) ?? [];
  return environment['JUJU_HOOK_NAME'] || fromPath || undefined;
}
