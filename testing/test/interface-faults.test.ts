import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databagSchema, Endpoint, field, Readings, wholeNumber } from '@reactive-charms/reactive';
import type { DatabagSchema, InterfaceDefinition, Malformed } from '@reactive-charms/reactive';
import { findInterfaceFaults } from '@reactive-charms/testing';

interface ServerFields {
  readonly port: number;
}

const schema: DatabagSchema<ServerFields> = databagSchema<ServerFields>({
  port: field('port', wholeNumber(1, 65535), { about: 'where the server listens' }),
});

class Provides extends Endpoint {}

class Requires extends Endpoint<'available'> {
  get ports(): number[] {
    return new Readings(this.units, schema).all('port');
  }

  override get problems(): readonly Malformed[] {
    return new Readings(this.units, schema).problems;
  }
}

class Careless extends Requires {
  override get ports(): number[] {
    return this.units.map(({ received }) => Number(JSON.parse(received['port'] ?? '0')));
  }
}

const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: {},
    unit: { schema: schema.schema, example: { port: '8080' } },
  },
  requires: { endpoint: Requires, flags: { available: 'a port is known' } },
};

const README = `# server

## Databags

| side     | written by | key    | value                    |
| -------- | ---------- | ------ | ------------------------ |
| provides | every unit | \`port\` | where the server listens |
| requires | nobody     |        |                          |

## Flags

| side     | flag        | set while       |
| -------- | ----------- | --------------- |
| requires | \`available\` | a port is known |

## Many units

All ports.

## Examples

\`\`\`ts
publish();
\`\`\`

\`\`\`ts
read();
\`\`\`
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'interface-'));
  writeFileSync(join(directory, 'README.md'), README);
  writeFileSync(join(directory, 'interface.yaml'), 'name: server\n');
  writeFileSync(join(directory, 'package.json'), '{}\n');
});
afterEach(() => rmSync(directory, { recursive: true }));

function faultsWith(change: Partial<InterfaceDefinition>): Promise<string[]> {
  return findInterfaceFaults({ directory, definition: { ...definition, ...change } });
}

function faultsOfReadme(from: string, to: string): Promise<string[]> {
  writeFileSync(join(directory, 'README.md'), README.replace(from, to));
  return faultsWith({});
}

it('finds nothing in a package that is right', async () => {
  expect(await faultsWith({})).toEqual([]);
});

it('wants both sides, or peers alone', async () => {
  const { provides } = definition;
  const words = ['an interface has either both sides, provides and requires, or peers alone'];
  expect(await findInterfaceFaults({ directory, definition: {} })).toEqual(words);
  expect(await faultsWith(provides ? { peers: provides } : {})).toEqual(words);
});

it('finds files that are not there', async () => {
  rmSync(join(directory, 'interface.yaml'));
  expect(await faultsWith({})).toEqual(['the package has no interface.yaml']);
});

describe('the tables of the README', () => {
  it.each([
    ['where the server listens', 'a port', /says of the key port of provides "a port", the code/],
    [
      '| provides | every unit | `port` |',
      '| x | x | x |',
      /does not tell of the key port of prov/,
    ],
    [
      '| requires | nobody     |        |',
      '| requires | every unit | `x` |',
      /requires has no key x/,
    ],
    ['a port is known', 'joined', /says of the flag available of requires "joined"/],
    ['`available`', 'available', /does not tell of the flag available of requires/],
    ['| requires | `available`', '| provides | `available`', /provides keeps no flag available/],
    ['## Many units', '## Merging', /no section "## Many units"/],
    ['```ts\nread();\n```', '', /no example in TypeScript for each side/],
  ])('where %j were %j', async (from, to, fault) => {
    expect((await faultsOfReadme(from, to)).join('\n')).toMatch(fault);
  });

  it('may tell of keys that Juju fills', async () => {
    const row = '| requires | Juju | `private-address` | address |\n| requires | nobody';
    expect(await faultsOfReadme('| requires | nobody', row)).toEqual([]);
  });

  it('need words in the code', async () => {
    const silent = databagSchema<ServerFields>({ port: field('port', wholeNumber(1, 9)) });
    const unit = { schema: silent.schema, example: { port: '8' } };
    expect(await faultsWith({ provides: { endpoint: Provides, flags: {}, unit } })).toEqual([
      'the code says nothing about the key port of provides',
    ]);
  });
});

it('lets each side read the example of the other', async () => {
  const unit = { schema: schema.schema, example: { port: 'http' } };
  expect(await faultsWith({ provides: { endpoint: Provides, flags: {}, unit } })).toEqual([
    'requires cannot read the example: remote/0 publishes a malformed port in relation ' +
      'endpoint:0: expected a whole number from 1 to 65535',
  ]);
});

it('finds readers that throw', async () => {
  const flags = { available: 'a port is known' };
  expect((await faultsWith({ requires: { endpoint: Careless, flags } })).join('\n')).toMatch(
    /^ports of requires throws: SyntaxError/,
  );
});
