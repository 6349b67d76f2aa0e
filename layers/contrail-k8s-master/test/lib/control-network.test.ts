import { chooseAddress, parseInterfaceAddresses } from '../../lib/control-network.ts';

const OUTPUT = JSON.stringify([
  { ifname: 'lo', addr_info: [{ family: 'inet', local: '127.0.0.1', scope: 'host' }] },
  {
    ifname: 'eth0',
    addr_info: [
      { family: 'inet', local: '10.0.12.20', scope: 'global' },
      { family: 'inet6', local: 'fe80::1', scope: 'link' },
    ],
  },
  { ifname: 'eth1', addr_info: [{ family: 'inet', local: '10.0.13.20', scope: 'global' }] },
  { ifname: 'down' },
]);

describe('parseInterfaceAddresses', () => {
  it('1.3 takes the addresses that other machines can reach', () => {
    expect(parseInterfaceAddresses(OUTPUT)).toEqual([
      { interface: 'eth0', address: '10.0.12.20' },
      { interface: 'eth1', address: '10.0.13.20' },
    ]);
  });

  it.each(['', 'no json', '{}', '[1, null, {"ifname": 5}]'])('takes nothing from %j', (output) => {
    expect(parseInterfaceAddresses(output)).toEqual([]);
  });
});

describe('chooseAddress', () => {
  const addresses = parseInterfaceAddresses(OUTPUT);

  it.each([
    [['10.0.13.0/24'], '10.0.13.20'],
    [['eth1'], '10.0.13.20'],
    [['192.168.0.0/16', 'eth9', '10.0.12.0/24', 'eth1'], '10.0.12.20'],
    [['fd00::/64'], undefined],
    [[], undefined],
  ])('1.3 takes the first of %j that the machine stands in', (networks, address) => {
    expect(chooseAddress(networks, addresses)).toBe(address);
  });
});
