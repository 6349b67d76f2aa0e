import { clusterInfo } from '../../lib/cluster-info.ts';

describe('clusterInfo', () => {
  it('row 15: holds exactly the live units that have an address, in natural order', () => {
    expect(
      Object.entries(
        clusterInfo([
          { unit: 'master/10', address: '10.0.12.30' },
          { unit: 'master/2', address: '10.0.12.20' },
          { unit: 'master/3', address: undefined },
        ]),
      ),
    ).toEqual([
      ['master/2', '10.0.12.20'],
      ['master/10', '10.0.12.30'],
    ]);
  });
});
