import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { userError, type Diagnostic } from '@reactive-charms/juju';
import { makeFolder } from '@reactive-charms/juju/files';
import type { Command, CommandArguments } from '../commands.ts';
import { Findings } from '../findings.ts';
import { guess } from '../guess.ts';
import { reportFindings } from '../report.ts';
import type { InterfacePackage } from './load-interface.ts';
import { loadPackages } from './load-packages.ts';
import { catalogueName, renderCatalogue, type CatalogueFile } from './render-catalogue.ts';

/**
 * `charm render interface`: writes interfaces in the layout of the public catalogue. Those that it has
 * no form for are refused, and the others written: with an error where the user named them.
 */
export const renderCommand: Command = async (args, context) => {
  const { directories, output } = readArguments(args);
  const { packages, areNamed } = await loadPackages(directories, context);
  const findings = new Findings();
  const rendered = new Map<string, CatalogueFile>();
  for (const source of packages) {
    if (source.sides.length === 1) {
      findings.add(refusePeers(source, areNamed ? 'error' : 'warning'));
      continue;
    }
    const files = findings.attempt(() => renderCatalogue(source)) ?? [];
    if (files.some(({ path }) => rendered.has(path))) refuseNamesake(source, findings);
    else for (const file of files) rendered.set(file.path, file);
  }
  for (const file of rendered.values()) {
    const path = resolve(context.cwd, output, file.path);
    context.write(`${relative(context.cwd, path)}  ${save(path, file)}\n`);
  }
  findings.throwIfErrors();
  context.writeError(reportFindings(findings));
  return 0;
};

function readArguments(args: CommandArguments): {
  readonly directories: readonly string[];
  readonly output: string;
} {
  const [what, ...directories] = args.directories;
  if (what !== 'interface') {
    const found = what === undefined ? 'nothing' : `'${what}'`;
    const meant = guess(what ?? '', ['interface']);
    throw userError('ARGUMENT', `charm render can render an interface, not ${found}`, {
      fix: `use "charm render interface${meant === undefined ? ' DIR' : ''}"`,
    });
  }
  const output = args.text['output-dir'];
  if (output !== undefined) return { directories, output };
  throw userError('ARGUMENT', '--output-dir is missing', {
    fix: 'name a folder, for example a clone of the catalogue',
  });
}

function refusePeers({ name, label }: InterfacePackage, severity: 'error' | 'warning'): Diagnostic {
  return {
    severity,
    code: 'INTERFACE_IS_OF_PEERS',
    text: `${name} is an interface of peers, for which the catalogue has no form`,
    place: { file: label },
    fix: 'leave it out: peers are units of one charm, so no other charm needs to know',
  };
}

function refuseNamesake(source: InterfacePackage, findings: Findings): void {
  const text = `another interface has the name '${catalogueName(source)}' in the catalogue too`;
  findings.error('INTERFACE_NAMESAKE', text, {
    place: { file: source.label },
    fix: 'give one of them another name or version',
  });
}

function save(path: string, { content, isKept }: CatalogueFile): string {
  const found = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (found === content) return 'unchanged';
  if (found !== undefined && isKept) return 'kept';
  makeFolder(dirname(path));
  writeFileSync(path, content);
  return 'written';
}
