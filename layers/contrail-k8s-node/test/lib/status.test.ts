import { findHindrance } from '../../lib/status.ts';
import { sampleFacts } from '../support/sample-facts.ts';

const CLUSTER = {
  name: 'k8s',
  podSubnets: '10.32.0.0/12',
  nestedMode: false,
  nestedVariables: {},
};

describe('findHindrance', () => {
  it('5.2 finds none in the plain deployment', () => {
    expect(findHindrance(sampleFacts())).toBeUndefined();
  });

  it('row 35: misses the relations', () => {
    expect(findHindrance(sampleFacts({ cniJoined: false, configJoined: false }))).toEqual({
      status: 'blocked',
      message: 'Missing or incomplete relations: cni, contrail-kubernetes-config',
    });
    expect(findHindrance(sampleFacts({ configJoined: false }))?.message).toBe(
      'Missing or incomplete relations: contrail-kubernetes-config',
    );
  });

  it('row 35: waits for the subnets of the pods', () => {
    const waiting = {
      status: 'waiting',
      message: 'Waiting for pod_subnets from contrail-kubernetes-master',
    };
    expect(findHindrance(sampleFacts({ cluster: undefined }))).toEqual(waiting);
    const cluster = { ...CLUSTER, podSubnets: undefined };
    expect(findHindrance(sampleFacts({ cluster }))).toEqual(waiting);
  });

  it('row 23: refuses a variable with a line break, and does not show it', () => {
    const cluster = { ...CLUSTER, nestedMode: true, nestedVariables: { PASSWORD: 's3\ncret' } };
    expect(findHindrance(sampleFacts({ cluster }))).toEqual({
      status: 'blocked',
      message: 'Values with a line break: PASSWORD',
    });
  });
});
