import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { HookRun } from './hook-run.ts';
import { parseKeyValues } from './key-values.ts';
import type { Tool } from './tool.ts';

/** `add-metric k=v …`: only in collect-metrics; this model counts no metrics and drops them. */
export const addMetric: Tool = {
  name: 'add-metric',
  synopsis: 'key1=value1 [key2=value2 ...]',
  purpose: 'add metrics',
  output: 'none',
  flags: [
    {
      names: ['l', 'labels'],
      kind: 'text',
      help: 'labels to be associated with metric values',
    },
  ],
  run: ({ run, args, texts }) => {
    if (args.length === 0) throw usageFailure('no metrics specified');
    const metrics = parseKeyValues(args);
    const empty = Object.entries(metrics).find(([, value]) => value === '');
    if (empty) throw usageFailure(`expected "key=value", got ${quote(`${empty[0]}=`)}`);
    parseKeyValues((texts['labels'] ?? '').split(','));
    const reserved = Object.keys(metrics).find((key) => key.startsWith('juju'));
    if (reserved !== undefined) throw runFailure(`${reserved} uses a reserved prefix`);
    if (!collectsMetrics(run)) {
      throw runFailure('cannot record metric: metrics not allowed in this context');
    }
    return {};
  },
};

function collectsMetrics({ purpose }: HookRun): boolean {
  return purpose.kind === 'hook' && purpose.hook.name === 'collect-metrics';
}
