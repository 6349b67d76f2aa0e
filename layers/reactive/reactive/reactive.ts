import { defineLayer } from '../lib/index.ts';
import type { Layer } from '../lib/index.ts';
import { commandScript, COMMAND_PATH, COMPATIBLE_COMMAND_PATH } from '../lib/command/unit-shell.ts';

/** The base layer's own handlers. */
export const layer: Layer = defineLayer('reactive', (layer) => {
  layer.hook('install', 'upgrade-charm').handle('put-command-on-path', async ({ host }) => {
    await host.declareFile({ path: COMMAND_PATH, content: commandScript(), mode: 0o755 });
    await host.declareLink({ path: COMPATIBLE_COMMAND_PATH, target: COMMAND_PATH });
  });
});
