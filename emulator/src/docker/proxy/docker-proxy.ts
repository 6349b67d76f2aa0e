import { objectOf, textOf } from '../json.ts';
import type { MachineEngine } from '../machine-engine.ts';
import { serveOnSocket } from '../unix-socket.ts';
import { createMachineProxy } from './machine-proxy.ts';
import { labelFilter, SCOPE_LABELS, scopeOf } from './machine-scope.ts';
import type { Upstream } from './upstream.ts';

/**
 * Serves machines from a real Docker Engine: each sees only its own containers, under the names that it
 * gave them, with its own root as the file system of the machine.
 */
export function openDockerProxy(upstream: Upstream, modelUuid: string): MachineEngine {
  const removeWhere = async (labels: Readonly<Record<string, string>>): Promise<void> => {
    const path = `/containers/json?all=true&filters=${labelFilter(labels)}`;
    const { value } = await upstream.ask({ method: 'GET', path });
    for (const entry of Array.isArray(value) ? value : []) {
      const id = textOf(objectOf(entry)['Id']);
      const target = `/containers/${id}?force=true&v=true`;
      const { statusCode, value: answer } = await upstream.ask({ method: 'DELETE', path: target });
      if (statusCode >= 400 && statusCode !== 404 && statusCode !== 409) {
        const reason = textOf(objectOf(answer)['message']);
        throw new Error(`removing container ${id.slice(0, 12)} failed: ${reason}`);
      }
    }
  };
  return {
    serveMachine: (machine) =>
      serveOnSocket(createMachineProxy(upstream, scopeOf(modelUuid, machine)), machine),
    removeMachine: (id) =>
      removeWhere({ [SCOPE_LABELS.model]: modelUuid, [SCOPE_LABELS.machine]: id }),
    removeAll: () => removeWhere({ [SCOPE_LABELS.model]: modelUuid }),
    close: async () => upstream.close(),
  };
}
