import type { HookTools } from '../hook-tools.ts';
import { readOptions, readText } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';

type UnitTools = Pick<
  HookTools,
  | 'configGet'
  | 'statusSet'
  | 'applicationStatusSet'
  | 'applicationVersionSet'
  | 'privateAddress'
  | 'ingressAddress'
  | 'log'
  | 'addMetric'
>;

/**
 * Longest text that one `juju-log` call takes as an argument, in UTF-16 units of at most 3 bytes.
 * The kernel takes 128 KiB.
 */
const LOG_CHUNK = 32_000;

/** What a unit knows of itself, and what it says about itself. */
export function unitTools({ call, json }: ToolCaller): UnitTools {
  return {
    configGet: async () => readOptions(await json('config-get')),
    statusSet: async (status, message) => {
      await call({ tool: 'status-set', args: statusArguments(status, message) });
    },
    applicationStatusSet: async (status, message) => {
      const args = ['--application', ...statusArguments(status, message)];
      await call({ tool: 'status-set', args });
    },
    applicationVersionSet: async (version) => {
      await call({ tool: 'application-version-set', args: [version] });
    },
    privateAddress: async () => readText('unit-get', await json('unit-get', 'private-address')),
    ingressAddress: async (binding) =>
      readText('network-get', await json('network-get', binding, '--ingress-address')),
    log: async (level, message) => {
      for (const text of splitForLog(message)) {
        await call({ tool: 'juju-log', args: ['--log-level', level, '--', text] });
      }
    },
    addMetric: async (values, labels) => {
      const label = pairs(labels).join(',');
      const args = [...(label === '' ? [] : ['-l', label]), ...pairs(values)];
      await call({ tool: 'add-metric', args });
    },
  };
}

/** Without the dashes a message such as "-1 units" would be read as a flag. */
function statusArguments(status: string, message: string): string[] {
  return message.startsWith('-') ? ['--', status, message] : [status, message];
}

function pairs(map: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(map).map(([key, value]) => `${key}=${value}`);
}

/** Cuts between characters, never within one. */
function splitForLog(message: string): string[] {
  const chunks: string[] = [];
  let rest = message;
  while (rest.length > LOG_CHUNK) {
    const isWithinPair = /[\ud800-\udbff]/.test(rest.charAt(LOG_CHUNK - 1));
    const end = isWithinPair ? LOG_CHUNK - 1 : LOG_CHUNK;
    chunks.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...chunks, rest];
}
