import type { Host, RunResult } from '@reactive-charms/reactive';
import { applyArguments, decodeToken, readTokenArguments, SNAP_KUBECTL } from './token.ts';
import type { TokenReading } from './token.ts';

/** Long enough for a busy API, short enough for the lock of the machine. */
const TIMEOUT_SECONDS = 60;

/**
 * Makes kube-manager's account in the cluster and reads its token, through kubectl on this machine.
 * A problem is no error: the API may come up later. Source: contract contrail.md section 3.
 */
export async function obtainToken(host: Host): Promise<TokenReading> {
  const kubectl = await findKubectl(host);
  const options = { timeoutSeconds: TIMEOUT_SECONDS };
  const applied = await host.run(kubectl, applyArguments(host.charmDirectory), options);
  if (applied.code !== 0) return { problem: explain(kubectl, applied) };
  const printed = await host.run(kubectl, readTokenArguments(), options);
  if (printed.code !== 0) return { problem: explain(kubectl, printed) };
  return decodeToken(printed.stdout);
}

async function findKubectl(host: Host): Promise<string> {
  const { code } = await host.run('test', ['-x', SNAP_KUBECTL]);
  return code === 0 ? SNAP_KUBECTL : 'kubectl';
}

function explain(kubectl: string, { code, stderr }: RunResult): string {
  const reason = stderr.trim().split('\n')[0] ?? '';
  return `${kubectl} ended with exit code ${code}${reason === '' ? '' : `: ${reason}`}`;
}
