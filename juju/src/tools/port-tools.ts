import type { HookTools } from '../hook-tools.ts';
import { isPort } from '../names.ts';
import { readList } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';

/** Ports of this unit, on all its endpoints. */
export function portTools({
  call,
  json,
}: ToolCaller): Pick<HookTools, 'openedPorts' | 'openPort' | 'closePort'> {
  return {
    openedPorts: async () => readList('opened-ports', isPort, await json('opened-ports')),
    openPort: async (port) => {
      await call({ tool: 'open-port', args: [port] });
    },
    closePort: async (port) => {
      await call({ tool: 'close-port', args: [port] });
    },
  };
}
