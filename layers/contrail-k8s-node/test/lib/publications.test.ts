import { cniPublication } from '../../lib/publications.ts';
import { sampleFacts } from '../support/sample-facts.ts';

describe('cniPublication', () => {
  it('2.4 names the subnets and the configuration file', () => {
    expect(cniPublication(sampleFacts())).toEqual({
      cidr: '10.32.0.0/12',
      confFile: '/etc/cni/net.d/10-contrail.conf',
    });
  });

  it('row 35: names nothing while the subnets are unknown', () => {
    const { cidr, confFile } = cniPublication(sampleFacts({ cluster: undefined }));
    expect([cidr, confFile]).toEqual([undefined, undefined]);
  });
});
