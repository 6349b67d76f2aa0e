import { cniEnv } from '../../lib/cni-env.ts';
import { sampleFacts } from '../support/sample-facts.ts';

describe('cniEnv', () => {
  it('4.2 names the cluster', () => {
    expect(cniEnv(sampleFacts())).toEqual({
      LOG_LEVEL: 'SYS_NOTICE',
      LOG_DIR: '/var/log',
      KUBERNETES_CLUSTER_NAME: 'k8s',
    });
  });

  it('4.2 gives nested mode its variables in place of the cluster', () => {
    const cluster = {
      name: 'k8s',
      podSubnets: '10.32.0.0/12',
      nestedMode: true,
      nestedVariables: { AUTH_MODE: 'keystone' },
    };
    expect(cniEnv(sampleFacts({ cluster }))).toEqual({
      LOG_LEVEL: 'SYS_NOTICE',
      LOG_DIR: '/var/log',
      KUBEMANAGER_NESTED_MODE: '1',
      AUTH_MODE: 'keystone',
    });
  });

  it('4.2 names no cluster while none is known', () => {
    expect(cniEnv(sampleFacts({ cluster: undefined }))).toEqual({
      LOG_LEVEL: 'SYS_NOTICE',
      LOG_DIR: '/var/log',
    });
  });
});
