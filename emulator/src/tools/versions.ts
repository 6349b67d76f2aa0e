/** The first version of the agent that has a tool, and the first that no longer has it. */
interface ToolSpan {
  readonly from?: string;
  readonly until?: string;
}

/**
 * Tools that not every version of Juju has; the others are in all of them.
 * Source: contract juju.md section 0.
 */
const SPANS: Readonly<Record<string, ToolSpan>> = {
  'add-metric': { until: '3.6.11' },
  'leader-get': { until: '4.0' },
  'leader-set': { until: '4.0' },
  'payload-register': { until: '4.0' },
  'payload-status-set': { until: '4.0' },
  'payload-unregister': { until: '4.0' },
  'relation-model-get': { from: '3.6.2' },
  'secret-add': { from: '3.0' },
  'secret-get': { from: '3.0' },
  'secret-grant': { from: '3.0' },
  'secret-ids': { from: '3.0' },
  'secret-info-get': { from: '3.0' },
  'secret-remove': { from: '3.0' },
  'secret-revoke': { from: '3.0' },
  'secret-set': { from: '3.0' },
};

/** Whether an agent of a version, for example `3.6.11`, has a hook tool. */
export function hasTool(agentVersion: string, tool: string): boolean {
  const span = SPANS[tool];
  if (!span) return true;
  if (span.from !== undefined && !isAtLeast(agentVersion, span.from)) return false;
  return span.until === undefined || !isAtLeast(agentVersion, span.until);
}

/** Whether a version is not older than another; missing and unreadable parts count as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, need] = [numbersOf(version), numbersOf(least)];
  for (const [index, wanted] of need.entries()) {
    const number = have[index] ?? 0;
    if (number !== wanted) return number > wanted;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
