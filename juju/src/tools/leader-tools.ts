import { userError } from '../diagnostics.ts';
import type { HookTools } from '../hook-tools.ts';
import { readBoolean, readDatabag } from '../tool-answers.ts';
import { HookToolError } from '../tool-call.ts';
import type { ToolCaller } from '../tool-call.ts';

/** Leadership and leader settings; the latter ended with Juju 4.0. */
export function leaderTools({
  call,
  json,
}: ToolCaller): Pick<HookTools, 'isLeader' | 'leaderGet' | 'leaderSet'> {
  return {
    isLeader: async () => readBoolean('is-leader', await json('is-leader')),
    leaderGet: async () => {
      try {
        return readDatabag('leader-get', await json('leader-get'));
      } catch (error) {
        if (error instanceof HookToolError && error.isMissingTool) return {};
        throw error;
      }
    },
    leaderSet: async (changes) => {
      const args = Object.entries(changes).map(([key, value]) => `${key}=${value ?? ''}`);
      try {
        await call({ tool: 'leader-set', args, secret: true });
      } catch (error) {
        throw error instanceof HookToolError && error.isMissingTool ? withoutLeaderData() : error;
      }
    },
  };
}

function withoutLeaderData(): Error {
  return userError(
    'LEADER_DATA_HOMELESS',
    'this Juju has no leader settings (they ended with Juju 4.0), and the charm has no peer endpoint to share leader data by',
    {
      fix: 'add a peer endpoint to metadata.yaml; leader data then goes by its application databag',
    },
  );
}
