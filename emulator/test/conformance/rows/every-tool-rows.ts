import { PLAIN, during, prints, refuses } from '../row.ts';
import type { Row } from '../row.ts';

/** Flags, formats and refusals that all tools share. Source: contract juju.md section 2.1. */
export const EVERY_TOOL_ROWS: readonly Row[] = during(PLAIN, [
  refuses('C6', 'config-get a b', 'unrecognized args: ["b"]'),
  {
    row: 'C7',
    says: 'an answer goes to the file of --output in the caller’s folder',
    calls: [{ line: 'config-get --output f monsters' }],
    leaves: { f: 'False\n' },
  },
  {
    row: 'C7',
    says: 'short flags take their value with and without a blank',
    calls: [{ line: 'config-get -of monsters' }, { line: 'config-get -o g monsters' }],
    leaves: { f: 'False\n', g: 'False\n' },
  },
  ...['config-get', 'relation-ids db', 'is-leader', 'opened-ports', 'status-get'].map((line) =>
    refuses(
      'C8',
      `${line} --format=xml`,
      'invalid value "xml" for option --format: unknown format "xml"',
    ),
  ),
  ...['config-get', 'juju-log', 'status-set', 'secret-add', 'juju-reboot'].map((tool) =>
    refuses('C9', `${tool} --nope`, 'option provided but not defined: --nope'),
  ),
  refuses('C9', 'config-get -x', 'option provided but not defined: -x'),
  {
    row: 'C10',
    says: 'help goes to standard output; that of relation-set names --file',
    calls: [
      { line: 'relation-set --help', out: /^Usage: relation-set [^]*--file/ },
      { line: 'config-get -h', out: /^Usage: config-get/ },
      { line: 'is-leader --help', out: /^Usage: is-leader/ },
    ],
  },
  refuses('section 2.1', 'relation-get -r', 'option needs an argument: -r'),
  refuses('section 2.1', 'config-get --format', 'option needs an argument: --format'),
  refuses(
    'section 2.1',
    'status-set --application=maybe active',
    'invalid value "maybe" for option --application: strconv.ParseBool: parsing "maybe": invalid syntax',
  ),
  prints('section 2.1', 'status-set --application=False active'),
  prints('section 2.1', 'relation-get private-address -r1 app/0', '10.0.12.30\n'),
  prints('section 2.1', 'relation-get -r 1 -- private-address app/0', '10.0.12.30\n'),
  prints('section 2.1', 'relation-get --relation=db:1 - app/0 --format=json', APP_BAG()),
]);

function APP_BAG(): string {
  return '{"egress-subnets":"10.0.12.30/32","ingress-address":"10.0.12.30","private-address":"10.0.12.30"}\n';
}
