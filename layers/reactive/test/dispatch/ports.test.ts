import { comparePorts, normalizePort, normalizePorts } from '../../lib/dispatch/ports.ts';

describe('normalizePort', () => {
  it.each([
    ['80', '80/tcp'],
    ['80/TCP', '80/tcp'],
    ['53/udp', '53/udp'],
    ['8080-8088/udp', '8080-8088/udp'],
    ['80-80', '80/tcp'],
    ['ICMP', 'icmp'],
    ['0-65535', '0-65535/tcp'],
  ])('writes %s as opened-ports does: %s', (text, expected) => {
    expect(normalizePort(text)).toBe(expected);
  });

  it.each(['', 'http', '65536', '90-80/tcp', '80/sctp', '80/', '-1', ' 80', 'icmp/tcp', '80,81'])(
    'refuses %j',
    (text) => {
      expect(() => normalizePort(text)).toThrow(`"${text}" is no port [PORT_MALFORMED]`);
    },
  );
});

describe('normalizePorts', () => {
  it('writes each port once, in order', () => {
    expect(normalizePorts(['443', '80/tcp', '80', '80/udp', 'icmp'])).toEqual([
      '443/tcp',
      '80/tcp',
      '80/udp',
      'icmp',
    ]);
  });

  it.each([
    ['100-200/udp', '150/udp'],
    ['1-80', '80-90'],
    ['9-20', '10-12'],
  ])('refuses %s with %s, as Juju would at the end of the hook', (one, other) => {
    expect(() => normalizePorts([one, other])).toThrow(
      /^error: the ports .* overlap \[PORT_MALFORMED\]/,
    );
  });
});

describe('comparePorts', () => {
  it('closes what shall not be open, and opens what is not', () => {
    expect(comparePorts(['80/tcp', '22/tcp'], ['80/tcp', '443/tcp'])).toEqual({
      close: ['22/tcp'],
      open: ['443/tcp'],
    });
  });
});
