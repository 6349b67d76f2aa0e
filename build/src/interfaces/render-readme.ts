import type { Place } from '@reactive-charms/juju';
import type { InterfacePackage } from './load-interface.ts';
import type { Bag, InterfaceSide } from './load-sides.ts';
import { renderBehavior } from './render-behavior.ts';
import { readIntroduction, withoutOwnLinks } from './render-markdown.ts';
import { SIDE_NAMES } from './schema-files.ts';
import type { MapTree, Tree } from '../yaml/tree.ts';
import { writeTree } from '../yaml/write-tree.ts';

/** More keys than these are not drawn. */
const DRAWN_KEYS = 4;

/**
 * The README of an interface in the sections of the public catalogue.
 * @param readme the package's own.
 * @param folder what the catalogue calls the interface.
 */
export function renderReadme(
  source: InterfacePackage,
  { readme, folder }: { readonly readme: string; readonly folder: string },
): string {
  const introduction = readIntroduction(readme);
  const sections = [
    `# \`${source.name}/v${source.version}\``,
    '## Usage',
    introduction === '' ? source.summary : introduction,
    `Charms name the interface \`${source.name}\` in their metadata.`,
    '## Direction',
    renderDirection(source),
    '## Behavior',
    'Both sides must keep to this to be compatible with the interface.',
    renderBehavior(source, readme),
    '## Relation Data',
    '[\\[Pydantic Schema\\]](./schema.py)',
    ...source.sides.map(({ role }) => {
      const noun = SIDE_NAMES[role];
      const path = `../../../docs/json_schemas/${folder}/v${source.version}/${noun}.json`;
      return `[\\[JSON Schema of the ${noun}\\]](${path})`;
    }),
    '#### Example',
    `\`\`\`yaml\n${renderExample(source)}\`\`\``,
  ];
  return `${withoutOwnLinks(sections.join('\n\n'))}\n`;
}

function renderDirection({ name, sides }: InterfacePackage): string {
  const writers = sides.filter(({ unit, application }) => unit ?? application);
  const nouns = writers.map(({ role }) => SIDE_NAMES[role]);
  const says = {
    0: 'no data is exchanged.',
    1: `only the ${nouns.join('')} publishes data.`,
    2: 'both sides publish data.',
  }[writers.length];
  const arrows = writers.map((side) => drawArrow(side));
  const chart = arrows.length === 0 ? ['    Requirer --- Provider'] : arrows;
  return `The interface \`${name}\` has a provider and a requirer; ${says ?? ''}

\`\`\`mermaid
flowchart TD
${chart.join('\n')}
\`\`\``;
}

function drawArrow(side: InterfaceSide): string {
  const keys = [side.unit, side.application].flatMap((bag) =>
    Object.keys(bag?.schema.properties ?? {}),
  );
  const drawn = keys.length > DRAWN_KEYS ? [...keys.slice(0, DRAWN_KEYS - 1), 'and others'] : keys;
  const label = drawn.length === 0 ? 'data' : drawn.join(', ').replaceAll('"', '#quot;');
  const isProvider = side.role === 'provides';
  const [from, to] = isProvider ? ['Provider', 'Requirer'] : ['Requirer', 'Provider'];
  return `    ${from} -- "${label}" --> ${to}`;
}

function renderExample({ sides }: InterfacePackage): string {
  return writeTree(
    mapOf(
      sides.map(({ role, unit, application }) => [
        SIDE_NAMES[role],
        mapOf([
          ['app', databagTree(application)],
          ['unit', databagTree(unit)],
        ]),
      ]),
    ),
  );
}

const PLACE: Place = { file: 'README.md' };

function databagTree(bag: Bag | undefined): Tree {
  return mapOf(
    Object.entries(bag?.example ?? {}).map(([key, value]) => {
      // Certificates and the like are easier to read in lines.
      const block = value.includes('\n') ? ({ block: 'literal' } as const) : {};
      return [key, { kind: 'scalar', value, place: PLACE, ...block }];
    }),
  );
}

function mapOf(members: readonly (readonly [string, Tree])[]): MapTree {
  const entries = members.map(([key, value]) => ({ key, value, place: PLACE }));
  return { kind: 'map', entries, place: PLACE };
}
