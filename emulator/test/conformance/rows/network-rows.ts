import { setModelConfig } from '../../../src/transitions/index.ts';
import { prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

const INFO = `bind-addresses:
- mac-address: fa:16:0a:00:0c:0a
  interface-name: eth0
  addresses:
  - hostname: ""
    value: 10.0.12.10
    cidr: 10.0.12.0/24
    address: 10.0.12.10
  macaddress: fa:16:0a:00:0c:0a
  interfacename: eth0
egress-subnets:
- 10.0.12.10/32
ingress-addresses:
- 10.0.12.10
`;

const INFO_JSON =
  '{"bind-addresses":[{"mac-address":"fa:16:0a:00:0c:0a","interface-name":"eth0","addresses":[{"hostname":"","value":"10.0.12.10","cidr":"10.0.12.0/24"}]}],"egress-subnets":["10.0.12.10/32"],"ingress-addresses":["10.0.12.10"]}\n';

/** network-get, unit-get. */
export const NETWORK_ROWS: readonly Row[] = [
  refuses('C85', 'network-get', 'no arguments specified'),
  refuses('C85', "network-get ''", 'no binding name specified'),
  refuses('C85', 'network-get unknown', 'no network config found for binding "unknown"', 1),
  refuses('C85', 'network-get constructor', 'no network config found for binding "constructor"', 1),
  prints('C86', 'network-get db --ingress-address', '10.0.12.10\n'),
  prints(
    'C86',
    'network-get db --ingress-address --bind-address',
    'bind-address: 10.0.12.10\ningress-address: 10.0.12.10\n',
  ),
  prints('C87', 'network-get db', INFO),
  prints('C87', 'network-get db --format=yaml', INFO),
  prints('C87', 'network-get db --format=json', INFO_JSON),
  prints('section 2.2', 'network-get admin --bind-address', '10.0.12.10\n'),
  prints('section 2.2', 'network-get juju-info --bind-address', '10.0.12.10\n'),
  prints('section 2.2', 'network-get db -r db:1 --primary-address', '10.0.12.10\n'),
  prints('section 2.2', 'network-get db --egress-subnets', '10.0.12.10/32\n'),
  {
    row: 'section 3.7',
    says: 'the model’s egress subnets go before the unit’s own',
    given: [setModelConfig({ 'egress-subnets': '192.0.2.0/24,198.51.100.0/24' })],
    calls: [{ line: 'network-get db --egress-subnets', out: '192.0.2.0/24\n198.51.100.0/24\n' }],
  },
  refuses(
    'section 2.2',
    'network-get db --primary-address --bind-address',
    '--primary-address must be the only flag specified',
    1,
  ),
  refuses('C88', 'unit-get foo', 'unknown setting "foo"'),
  refuses('C88', 'unit-get', 'no setting specified'),
  prints('section 2.2', 'unit-get private-address', '10.0.12.10\n'),
  prints('section 2.2', 'unit-get public-address', '10.0.12.10\n'),
];
