import { spawnSync } from 'node:child_process';
import type { LayerStack } from '../layers/layer.ts';
import type { OutputFile } from '../merge/rule.ts';

/**
 * The version of a charm: what git says of the top layer's folder, else the version file of a layer,
 * else the version of the top layer's npm package. Source: contract section 1.15.
 */
export function charmVersion(
  { top }: LayerStack,
  files: readonly OutputFile[],
): string | undefined {
  const provided = files
    .find(({ path }) => path === 'version')
    ?.content.toString('utf8')
    .trim();
  return describeWithGit(top.directory) ?? provided ?? top.package?.version;
}

function describeWithGit(directory: string): string | undefined {
  const { status, stdout } = spawnSync(
    'git',
    ['-C', directory, 'describe', '--dirty', '--always'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const version = status === 0 ? stdout.trim() : '';
  return version === '' ? undefined : version;
}
