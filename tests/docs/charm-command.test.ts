import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../build/src/cli.ts';
import { CHECKOUT } from './support/checkout-copy.ts';
import { readPage } from './support/pages.ts';

const PAGE = 'docs/reference/charm.md';
const MARK = '<!-- help begins -->\n';

describe('docs/reference/charm.md', () => {
  it('has the help of every command as the program prints it', async () => {
    const page = readPage(PAGE);
    const written = page.slice(0, page.indexOf(MARK) + MARK.length) + (await formatHelpSection());
    if (process.env['UPDATE_DOCS']) writeFileSync(join(CHECKOUT, PAGE), written);
    expect(readPage(PAGE)).toBe(written);
  });
});

async function formatHelpSection(): Promise<string> {
  const overview = await helpOf('help');
  const names = [...overview.matchAll(/^ {2}charm (\w+)/gm)].flatMap(([, name]) => name ?? []);
  expect(names).toContain('schema');
  const sections = [formatSection('All commands', overview)];
  for (const name of names) sections.push(formatSection(name, await helpOf(name, '--help')));
  return sections.join('');
}

function formatSection(title: string, help: string): string {
  return `\n## ${title}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
}

async function helpOf(...argv: readonly string[]): Promise<string> {
  let output = '';
  await runCli(argv, {
    cwd: CHECKOUT,
    environment: {},
    arch: 'x64',
    write: (text) => {
      output += text;
    },
    writeError: () => undefined,
  });
  return output;
}
