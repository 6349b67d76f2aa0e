import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHARMS = ['layers/contrail-k8s-master', 'layers/contrail-k8s-node'];
const BUILT_STAND_INS = 'build/charms/stand-ins';

/** Folder of the stand-ins for the neighbours of our charms. */
export const STAND_INS = 'bundles/stand-ins';

/** The commands that build both charms and the stand-ins, to be run at the root of the repository. */
export function buildCommands(): readonly (readonly [program: string, ...args: string[]])[] {
  const build = ['build', '--quiet'];
  // Stand-ins never leave this machine, so they do without a Node.js of their own.
  const local = ['--runtime', 'system', '--output-dir', BUILT_STAND_INS];
  return [
    ['charm', ...build, ...CHARMS],
    ['charm', ...build, ...local, ...standIns()],
  ];
}

function standIns(): string[] {
  return readdirSync(join(ROOT, STAND_INS))
    .filter((name) => existsSync(join(ROOT, STAND_INS, name, 'layer.yaml')))
    .map((name) => `${STAND_INS}/${name}`);
}
