import { comparePorts, normalizePort } from '../../lib/dispatch/ports.ts';

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

describe('comparePorts', () => {
  it('closes what shall not be open, and opens what is not', () => {
    expect(comparePorts(['80/tcp', '22/tcp'], ['80/tcp', '443/tcp'])).toEqual({
      close: ['22/tcp'],
      open: ['443/tcp'],
    });
  });
});
