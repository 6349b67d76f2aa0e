import { requestSchema } from '@reactive-charms/interface-tls-certificates';
import { tlsRequest } from '../../lib/tls-request.ts';

describe('tlsRequest', () => {
  it('2.8(e) is on the wire what the Python charm writes', () => {
    const request = tlsRequest({
      unit: 'contrail-kubernetes-master/0',
      hostname: 'juju-m2',
      fullName: 'juju-m2.lxd',
      address: '10.0.12.20',
    });
    expect(requestSchema.encode(request)).toMatchObject({
      unit_name: 'contrail-kubernetes-master_0',
      common_name: 'juju-m2',
      certificate_name: 'juju-m2',
      sans: '["juju-m2.lxd", "juju-m2", "10.0.12.20", "127.0.0.1"]',
    });
  });

  it('row 38: makes do with the host name', () => {
    const names = { unit: 'master/0', hostname: 'juju-m2', fullName: 'juju-m2' } as const;
    expect(tlsRequest({ ...names, address: '10.0.12.20' }).sans).toEqual([
      'juju-m2',
      '10.0.12.20',
      '127.0.0.1',
    ]);
  });
});
