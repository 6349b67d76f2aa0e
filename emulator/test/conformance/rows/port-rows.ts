import { ofVersion } from '../fixture.ts';
import { prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';
import { withUnit } from '../../../src/transitions/transition.ts';
import type { PortRange } from '../../../src/model.ts';
import type { Transition } from '../../../src/transitions/index.ts';

function opened(...ports: readonly PortRange[]): Transition {
  return (model) => {
    const unit = model.units['u/0'];
    return unit ? withUnit(model, { ...unit, ports }) : model;
  };
}

function port(
  protocol: PortRange['protocol'],
  from: number,
  more: { readonly to?: number; readonly endpoints?: readonly string[] } = {},
): PortRange {
  return { protocol, from, to: more.to ?? from, endpoints: more.endpoints ?? [] };
}

const SEVERAL = opened(port('udp', 8080), port('tcp', 80), port('icmp', 0));

/** open-port, close-port, opened-ports. */
export const PORT_ROWS: readonly Row[] = [
  {
    row: 'C79',
    says: 'ports open with the commit; the protocol is tcp, and its case does not matter',
    calls: [
      { line: 'open-port 80' },
      { line: 'open-port ICMP' },
      { line: 'open-port 90-91/UDP' },
      { line: 'opened-ports' },
    ],
    finds: (model) => model.units['u/0']?.ports,
    is: [port('tcp', 80), port('icmp', 0), port('udp', 90, { to: 91 })],
  },
  refuses('C80', 'open-port', 'no port or range specified'),
  refuses('C80', 'open-port 80/foo', 'invalid protocol "foo", expected "tcp", "udp", or "icmp"'),
  refuses(
    'section 2.2',
    'open-port x',
    'invalid port "x": strconv.Atoi: parsing "x": invalid syntax',
  ),
  refuses('section 2.2', 'open-port 90-80', 'invalid port range 90-80/tcp'),
  refuses(
    'section 2.2',
    'open-port 80-70000',
    'port range bounds must be between 0 and 65535, got 80-70000',
  ),
  {
    row: 'C81',
    says: 'a range that overlaps another is refused, the same one is not',
    given: [opened(port('tcp', 80, { to: 90 }))],
    calls: [
      {
        line: 'open-port 85',
        code: 1,
        err: 'ERROR cannot open 85/tcp (unit "u/0"): port range conflicts with 80-90/tcp (unit "u/0")\n',
      },
      { line: 'open-port 80-90/tcp' },
      { line: 'open-port 85/udp' },
      {
        line: 'open-port 80-86/udp',
        code: 1,
        err: 'ERROR cannot open 80-86/udp (unit "u/0"): port range conflicts with 85/udp (unit "u/0") requested earlier\n',
      },
    ],
  },
  { ...prints('C82', 'opened-ports', 'icmp\n80/tcp\n8080/udp\n'), given: [SEVERAL] },
  {
    ...prints('C82', 'opened-ports --format=json', '["icmp","80/tcp","8080/udp"]\n'),
    given: [SEVERAL],
  },
  prints('C82', 'opened-ports --format=json', '[]\n'),
  prints('C82', 'opened-ports'),
  {
    ...prints('C83', 'opened-ports --endpoints', '80/tcp (*)\n81/tcp (a, b)\n'),
    given: [opened(port('tcp', 80), port('tcp', 81, { endpoints: ['b', 'a'] }))],
  },
  {
    row: 'C83',
    says: 'a port opens for the endpoints that are named',
    calls: [{ line: 'open-port 80' }, { line: 'open-port --endpoints web,db 81' }],
    finds: (model) => model.units['u/0']?.ports,
    is: [port('tcp', 80), port('tcp', 81, { endpoints: ['web', 'db'] })],
  },
  {
    row: 'C84',
    says: 'a port that is opened and closed in one hook stays as it was',
    calls: [{ line: 'open-port 80' }, { line: 'close-port 80' }],
    finds: (model) => model.units['u/0']?.ports,
    is: [],
  },
  {
    row: 'C84',
    says: 'a port that is closed and opened in one hook stays open',
    given: [opened(port('tcp', 80))],
    calls: [{ line: 'close-port 80' }, { line: 'open-port 80' }],
    finds: (model) => model.units['u/0']?.ports,
    is: [port('tcp', 80)],
  },
  {
    row: 'section 2.2',
    says: 'Juju 4 shows what the hook has asked for, older ones do not',
    given: [ofVersion('4.0.1')],
    calls: [{ line: 'open-port 80' }, { line: 'opened-ports', out: '80/tcp\n' }],
  },
];
