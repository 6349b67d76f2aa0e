import { deploymentGoals, printDeployment } from './deployment.ts';
import { isMet } from './goals.ts';
import type { DeployedBundle } from './model/deploy-bundle.ts';

const deployed = (workers: number, seconds: number, megabytes: number): DeployedBundle => ({
  workers,
  hooks: 46 * workers,
  seconds,
  cpuSeconds: 2 * seconds,
  megabytes,
  diskMegabytes: 500,
});

describe('the goals of a deployment', () => {
  it('are time and memory with a hundred workers', () => {
    const met = [deployed(10, 400, 2000), deployed(100, 299, 1500)];
    expect(deploymentGoals(met).map(isMet)).toEqual([true, true]);
    expect(deploymentGoals([deployed(100, 301, 1600)]).map(isMet)).toEqual([false, false]);
    expect(deploymentGoals([deployed(10, 1, 1)])).toEqual([]);
  });

  it('stand below the table', () => {
    const lines = printDeployment([deployed(100, 230, 272)]).split('\n');
    expect(lines[2]).toBe('  100       4600  230.0           460.0        100  272         500');
    expect(lines.at(-1)).toMatch(/its memory +272\.00 {3}at most 1536\.00 MB {3}met$/);
  });
});
