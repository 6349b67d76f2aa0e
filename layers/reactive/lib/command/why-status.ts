import type { WorkloadStatus } from '@reactive-charms/juju';
import type { Opinion } from '../dispatch/status.ts';
import { formatColumns, indent } from './text/columns.ts';
import { formatAgo } from './text/times.ts';
import type { Subject } from './why.ts';

/** Says which status decider said what in the last run that decided. */
export function explainStatus({ scene, desk, history }: Subject): string[] {
  const last = history.records.findLast(({ opinions = [] }) => opinions.length > 0);
  if (last === undefined) return ['no status decider has said anything in the last hooks'];
  const { opinions = [], hook, startedAt } = last;
  const shown = { unit: desk.memory?.status, application: desk.memory?.applicationStatus };
  const about = (kind: Opinion['about']): string[] => {
    const said = opinions.filter((opinion) => opinion.about === kind);
    if (said.length === 0) return [];
    return [`status of the ${kind}:`, ...indent(tabulate(said, shown[kind]))];
  };
  return [
    `what the layers said in ${hook}, ${formatAgo(startedAt, scene.now())}; * is shown`,
    ...about('unit'),
    ...about('application'),
  ];
}

function tabulate(opinions: readonly Opinion[], shown: WorkloadStatus | undefined): string[] {
  const decisive = opinions.findLast(
    ({ status, message }) => status === shown?.status && message === shown.message,
  );
  const rows = opinions.map((opinion) => [
    `${opinion === decisive ? '*' : ' '} ${opinion.layer}`,
    opinion.status,
    opinion.message,
  ]);
  return formatColumns(rows).split('\n');
}
