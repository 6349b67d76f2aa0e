import { readSharedAddresses, sharedCluster } from '../../lib/shared-data.ts';

describe('sharedCluster', () => {
  it('2.8(a) is what the Python charm shares', () => {
    expect(
      sharedCluster({ 'contrail-kubernetes-master/0': '10.0.12.20' }, ['10.0.12.20', '10.0.12.30']),
    ).toEqual({
      cluster_info: '{"contrail-kubernetes-master/0": "10.0.12.20"}',
      kubernetes_workers: '["10.0.12.20", "10.0.12.30"]',
    });
  });

  it('3 shares no workers while nothing is known of them', () => {
    expect(sharedCluster({}, undefined)).toEqual({ cluster_info: '{}' });
  });
});

describe('readSharedAddresses', () => {
  it('3 reads what was shared, and null for nothing', () => {
    expect(readSharedAddresses('["10.0.12.20", null]')).toEqual(['10.0.12.20']);
    expect(readSharedAddresses('[]')).toEqual([]);
    expect(readSharedAddresses(undefined)).toBeUndefined();
    expect(readSharedAddresses('no json')).toBeUndefined();
  });
});
