import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Findings } from '../findings.ts';
import type { Layer, LayerFile } from './layer.ts';
import {
  BUILT_IN_IGNORES,
  compiledFrom,
  OF_PACKAGES,
  pathFilter,
  SOURCE_ONLY,
  type PathFilter,
} from './patterns.ts';

const isSkipped: PathFilter = pathFilter([...BUILT_IN_IGNORES, ...SOURCE_ONLY]);
const isOfPackage: PathFilter = pathFilter(OF_PACKAGES);

/**
 * Lists the files of a layer that may go into a charm, sorted. Links to files count as files, links
 * to folders as folders (contract row B33); dangling links and links that leave the layer become
 * findings.
 */
export function listFiles(layer: Layer, findings: Findings): LayerFile[] {
  const root = realpathSync(layer.directory);
  const isLeftOut: PathFilter = (path) =>
    isSkipped(path) || (layer.origin === 'npm' && isOfPackage(path));
  const list = (folder: string, above: readonly string[]): LayerFile[] => {
    const entries = readdirSync(join(layer.directory, folder), { withFileTypes: true });
    const compiled = compiledFrom(folder, entries);
    return entries
      .filter(({ name }) => !compiled.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry): LayerFile[] => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const source = join(layer.directory, path);
        if (isLeftOut(path) || (entry.isDirectory() && isLeftOut(`${path}/`))) return [];
        const real = entry.isSymbolicLink() ? followLink(source, root, findings) : source;
        if (real === undefined) return [];
        const stats = statSync(real);
        if (stats.isDirectory()) {
          const folderReal = realpathSync(real);
          if (isLeftOut(`${path}/`) || above.includes(folderReal)) return [];
          return list(path, [...above, folderReal]);
        }
        if (stats.isFile()) return [{ path, source: real, executable: isExecutable(stats) }];
        findings.error('FILE_NOT_REGULAR', 'only files, folders and links can be part of a charm', {
          place: { file: join(layer.label, path) },
          fix: "remove it or name it in layer.yaml's exclude",
        });
        return [];
      });
  };
  return list('', [root]);

  function followLink(source: string, top: string, sink: Findings): string | undefined {
    const place = { file: join(layer.label, relative(layer.directory, source)) };
    const real = sink.attempt(() => tryRealPath(source));
    if (real === undefined) {
      sink.error('LINK_DANGLING', 'the link leads nowhere', {
        place,
        fix: 'remove the link or make its target',
      });
      return undefined;
    }
    if (real === top || real.startsWith(top + sep)) return real;
    sink.error('LINK_LEAVES_LAYER', `the link leads out of the layer, to ${real}`, {
      place,
      fix: 'copy the file into the layer',
    });
    return undefined;
  }
}

function tryRealPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isExecutable(stats: Stats): boolean {
  return (stats.mode & 0o111) !== 0;
}
