import { createMemoryHost } from '@reactive-charms/testing';
import type { FakeProgram } from '@reactive-charms/testing';
import { obtainToken } from '../../lib/kubectl.ts';

const TOKEN = Buffer.from('a.b.c').toString('base64');

function program(code: number, output: { stdout?: string; stderr?: string } = {}): FakeProgram {
  return () => ({ code, stdout: '', stderr: '', ...output });
}

describe('obtainToken', () => {
  it('3 applies the manifest and reads the token with the kubectl of the snap', async () => {
    const host = createMemoryHost(
      {},
      { test: program(0), '/snap/bin/kubectl': program(0, { stdout: TOKEN }) },
    );
    expect(await obtainToken(host)).toEqual({ token: 'a.b.c' });
    expect(host.runs.map((run) => run.join(' '))).toEqual([
      'test -x /snap/bin/kubectl',
      '/snap/bin/kubectl --kubeconfig /root/.kube/config apply -f /charm/files/contrail-kubemanager-serviceaccount.yaml',
      '/snap/bin/kubectl --kubeconfig /root/.kube/config get secret contrail-kubemanager -n contrail -o go-template={{.data.token}}',
    ]);
  });

  it('3 takes the kubectl on PATH where there is no snap', async () => {
    const host = createMemoryHost({}, { test: program(1), kubectl: program(0, { stdout: TOKEN }) });
    expect(await obtainToken(host)).toEqual({ token: 'a.b.c' });
  });

  it('3 says why there is no token, and does not ask for one that cannot be there', async () => {
    const refused = program(1, { stderr: 'connection refused\nmore' });
    const host = createMemoryHost({}, { test: program(0), '/snap/bin/kubectl': refused });
    expect(await obtainToken(host)).toEqual({
      problem: '/snap/bin/kubectl ended with exit code 1: connection refused',
    });
    expect(host.runs).toHaveLength(2);
  });

  it('3 waits while the cluster has not filled the secret', async () => {
    const kubectl = program(0, { stdout: '<no value>' });
    const host = createMemoryHost({}, { test: program(1), kubectl });
    expect((await obtainToken(host)).token).toBeUndefined();
  });

  it('3 is content without any kubectl', async () => {
    expect(await obtainToken(createMemoryHost({}))).toEqual({
      problem: 'kubectl ended with exit code 127: kubectl: not found',
    });
  });
});
