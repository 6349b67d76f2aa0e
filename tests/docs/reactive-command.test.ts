import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitWords } from '../../layers/reactive/lib/command/text/shell-words.ts';
import { SUB_COMMANDS } from '../../layers/reactive/lib/command/table.ts';
import {
  commandCharm,
  COMMAND_MEMORY,
  COMMAND_RECORDS,
} from '../../layers/reactive/test/support/command-charm.ts';
import { CommandUnit } from '../../layers/reactive/test/support/command-unit.ts';
import { CHECKOUT } from './support/checkout-copy.ts';
import { readPage } from './support/pages.ts';
import { codeIn, readTable } from './support/tables.ts';

const PAGE = 'docs/reference/reactive-command.md';

const BLOCK = /^```text\n(\$ .*?)^```$/gms;

describe('docs/reference/reactive-command.md', () => {
  it('shows what the commands print', async () => {
    const page = readPage(PAGE);
    const blocks = [...page.matchAll(BLOCK)];
    const answers: string[] = [];
    for (const [, block = ''] of blocks) answers.push(await runBlock(block));
    const written = page.replaceAll(BLOCK, () => `\`\`\`text\n${answers.shift()}\`\`\``);
    if (process.env['UPDATE_DOCS']) writeFileSync(join(CHECKOUT, PAGE), written);
    expect(blocks.length).toBeGreaterThan(10);
    expect(readPage(PAGE)).toBe(written);
  });

  it('tells of every command, and of no others', () => {
    const page = readPage(PAGE);
    const headings = [...page.matchAll(/^## ([a-z, ]+)$/gm)]
      .flatMap(([, heading = '']) => heading.split(/, | and /))
      .filter((name) => !name.includes(' '));
    const compatible = readTable(page, 'Commands of charms.reactive').flatMap(([names]) =>
      codeIn(names),
    );
    expect([...headings, ...compatible].sort()).toEqual(
      SUB_COMMANDS.map(({ name }) => name).sort(),
    );
  });
});

/** Runs the commands of a block, each block on a unit of its own. */
async function runBlock(block: string): Promise<string> {
  const unit = await CommandUnit.create(commandCharm());
  await unit.remember(COMMAND_MEMORY);
  await unit.record(...COMMAND_RECORDS);
  const parts: string[] = [];
  for (const line of block.split('\n').filter((each) => each.startsWith('$ '))) {
    const [, ...args] = splitWords(line.slice('$ '.length)) ?? [];
    const { stdout, stderr } = await unit.run(...args);
    const output = stdout + stderr;
    parts.push(`${line}\n${output}${output === '' || output.endsWith('\n') ? '' : '\n'}`);
  }
  await unit.remove();
  return parts.join('');
}
