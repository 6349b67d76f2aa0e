import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_PACKAGES } from '../../build/src/runtime/packages.ts';
import { COMMANDS } from '../../emulator/src/cli/command-table.ts';
import { formatHelp, formatOverview } from '../../emulator/src/cli/help.ts';
import { CHECKOUT } from './support/checkout-copy.ts';
import { listManagedFlags } from './support/managed-flags.ts';
import { readPage } from './support/pages.ts';
import { codeIn, readTable } from './support/tables.ts';

describe('docs/reference/juju-local.md', () => {
  const PAGE = 'docs/reference/juju-local.md';
  const MARK = '<!-- help begins -->\n';

  it('has the help of every command as the program prints it', () => {
    const page = readPage(PAGE);
    const written = page.slice(0, page.indexOf(MARK) + MARK.length) + formatHelpSection();
    if (process.env['UPDATE_DOCS']) writeFileSync(join(CHECKOUT, PAGE), written);
    expect(readPage(PAGE)).toBe(written);
  });

  function formatHelpSection(): string {
    const others = COMMANDS.filter(({ name }) => name !== 'help');
    const sections = [
      { title: 'All commands', help: formatOverview(others) },
      ...others.map((command) => ({ title: command.name, help: formatHelp(command) })),
    ];
    return sections
      .map(({ title, help }) => `\n## ${title}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`)
      .join('');
  }
});

describe('docs/reference/flags.md', () => {
  const PAGE = readPage('docs/reference/flags.md');

  it('lists the flags that the engine manages, all of them and no others', async () => {
    const documented = readTable(PAGE, 'Managed flags').flatMap(([flag]) => codeIn(flag));
    expect(documented.sort()).toEqual(await listManagedFlags());
  });

  it('lists the flags of the charms, all of them and no others', () => {
    const documented = readTable(PAGE, 'Flags of the charms').flatMap(([flag]) => codeIn(flag));
    const declared = charmSources().flatMap((source) =>
      [...source.matchAll(/^export const [A-Z_]+ = '([a-z-]+\.[a-z.-]+)';$/gm)].flatMap(
        ([, flag]) => flag ?? [],
      ),
    );
    expect(documented.sort()).toEqual([...new Set(declared)].sort());
  });

  it('leaves no flag unnamed: layers of charms change flags through constants only', () => {
    const unnamed = charmSources().flatMap(
      (source) => source.match(/flags\.(?:set|clear|toggle)\((?![A-Z_]+\b)[^)]*\)/g) ?? [],
    );
    expect(unnamed).toEqual([]);
  });
});

describe('docs/operator.md', () => {
  const ROWS = readTable(readPage('docs/operator.md'), 'Statuses and what to do');

  it('lists the messages of the charms, all of them and no others', () => {
    const documented = ROWS.map(([, , message = '']) => message)
      .filter((message) => !message.startsWith('a text '))
      .flatMap((message) => message.split(';'))
      .map((message) => message.replace(/…$/, '').trim());
    const shown = charmSources().flatMap(messagesIn);
    expect(shown.filter((message) => !documented.some((text) => fits(text, message)))).toEqual([]);
    expect(documented.filter((text) => !shown.some((message) => fits(text, message)))).toEqual([]);
  });

  /** Texts of statuses in the sources, up to the first value that is put into them. */
  function messagesIn(source: string): string[] {
    const constants = new Map(
      [...source.matchAll(/const ([A-Z_]+) = '([^']*)'/g)].map(([, name = '', value]) => [
        `\${${name}}`,
        value ?? '',
      ]),
    );
    const filled = source.replaceAll(/\$\{[A-Z_]+\}/g, (name) => constants.get(name) ?? name);
    const texts = filled.matchAll(/\bmessage(?:: string)?(?::| =) ?(?:'([^']+)'|`([^`$]+))/g);
    const returned = filled.matchAll(/return `(Invalid option)|'(Invalid option)'/g);
    return [...texts, ...returned].flatMap(([, plain, template]) => plain ?? template ?? []);
  }

  function fits(documented: string, message: string): boolean {
    return documented.startsWith(message.trim()) || message.startsWith(documented);
  }
});

describe('docs/decisions', () => {
  it('0008 names the Node.js that charms carry', () => {
    const rows = readTable(
      readPage('docs/decisions/0008-nodejs-inside-the-charm.md'),
      '0008 Node.js inside the charm',
    );
    const documented = rows.map(([arch, name, version]) => [arch, codeIn(name)[0], version]);
    expect(documented).toEqual(
      Object.entries(RUNTIME_PACKAGES).map(([arch, { name, version }]) => [arch, name, version]),
    );
  });

  it('0009 names the dependencies of all packages, all of them and no others', () => {
    const page = readPage('docs/decisions/0009-dependencies.md');
    const documented = [
      ...readTable(page, 'In built charms'),
      ...readTable(page, 'In the builder and the model'),
      ...readTable(page, 'For development'),
    ].flatMap(([names]) => codeIn(names));
    expect(documented.sort()).toEqual(listDependencies());
  });

  function listDependencies(): string[] {
    const parents = ['layers', 'interfaces'];
    const folders = parents.flatMap((parent) =>
      readdirSync(join(CHECKOUT, parent)).map((name) => join(parent, name)),
    );
    const names = ['.', 'juju', 'build', 'emulator', ...folders].flatMap((folder) => {
      const text = readFileSync(join(CHECKOUT, folder, 'package.json'), 'utf8');
      const found: { dependencies?: object; devDependencies?: object } = JSON.parse(text);
      return Object.keys({ ...found.dependencies, ...found.devDependencies });
    });
    const others = names.filter((name) => !name.startsWith('@reactive-charms/'));
    return [...new Set(others)].sort();
  }
});

/** Sources of the layers that the two charms are made of, above the engine. */
function charmSources(): string[] {
  return ['contrail-k8s-master', 'contrail-k8s-node', 'container'].flatMap((layer) =>
    ['reactive', 'lib'].flatMap((folder) => {
      const directory = join(CHECKOUT, 'layers', layer, folder);
      return readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
    }),
  );
}
