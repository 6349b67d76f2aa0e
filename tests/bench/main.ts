import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deploymentGoals, measureDeployment, printDeployment } from './deployment.ts';
import { kitGoals, measureKit, printKit } from './kit.ts';
import { measureModel, modelGoals, printModel } from './model.ts';
import { measureNoOpHook } from './no-op-hook.ts';
import { goalsOf, printResult } from './report.ts';
import { measureSettling } from './settling.ts';
import { createWorkplace } from './workplace.ts';

/**
 * Compares the engine with its peers, all in the same run, and measures the embedded model:
 * `npm run bench -- [--json FILE] [--runs N] [--workers N]...`, workers of the bundle with real processes.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    runs: { type: 'string', default: '20' },
    workers: { type: 'string', multiple: true, default: ['10', '100'] },
  },
});
const workplace = await createWorkplace();
try {
  const noOp = await measureNoOpHook(workplace, Math.max(1, Number(values.runs) || 20));
  const result = { noOp, settling: await measureSettling(workplace) };
  process.stdout.write(`${printResult(result)}\n`);
  const model = await measureModel();
  process.stdout.write(`\n${printModel(model)}\n`);
  const kit = await measureKit(join(workplace.folder, 'kit'));
  process.stdout.write(`\n${printKit(kit)}\n`);
  const deployment = await measureDeployment(values.workers.map(Number));
  process.stdout.write(`\n${printDeployment(deployment)}\n`);
  if (values.json !== undefined) {
    const text = JSON.stringify(
      {
        ...result,
        goals: goalsOf(result),
        model: { ...model, goals: modelGoals(model) },
        kit: { ...kit, goals: kitGoals(kit) },
        deployment: { deployed: deployment, goals: deploymentGoals(deployment) },
      },
      undefined,
      2,
    );
    await writeFile(values.json, `${text}\n`);
  }
} finally {
  await workplace.remove();
}
