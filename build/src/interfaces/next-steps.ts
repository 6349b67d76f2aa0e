import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ancestors } from '../layers/workspace.ts';
import type { CreatedInterface } from './create-interface.ts';
import { isMember, KIT, type PackagePlace } from './package-place.ts';

/** Packages that the compiler and the tests of an interface need beside the engine. */
const TOOLS: readonly string[] = [
  KIT,
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'fast-check',
  'jest',
  'typescript',
];

/** For a project that has no tsconfig.json. */
const COMPILER_SETTINGS = `{
  "compilerOptions": {
    "target": "es2022",
    "lib": ["es2023"],
    "module": "nodenext",
    "types": ["node", "jest"],
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "skipLibCheck": true,
    "strict": true
  }
}
`;

/** For a project that has no settings of jest. Packed packages are modules, which jest transforms too. */
const TEST_SETTINGS = `export default {
  transform: {
    '^.+\\\\.[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!@reactive-charms/)'],
};
`;

const TEST_FILES: readonly string[] = ['mjs', 'js', 'cjs', 'ts', 'json'].map(
  (extension) => `jest.config.${extension}`,
);

/** Tells the author of a new interface what to do now, by what the project has and has not. */
export function nextSteps(created: CreatedInterface, cwd: string): string {
  const { directory, name, place } = created;
  const root = place.workspace ?? cwd;
  const where = relative(cwd, root);
  const hasSettings = (names: readonly string[]): boolean =>
    ancestors(directory).some((folder) => names.some((name) => existsSync(join(folder, name))));
  return [
    `\nNext${where === '' ? '' : `, in ${where}`}:\n`,
    ...alignSteps(stepsIn(root, created)),
    ...(hasSettings(['tsconfig.json']) ? [] : fileToMake('tsconfig.json', COMPILER_SETTINGS)),
    ...(hasSettings(TEST_FILES) ? [] : fileToMake('jest.config.mjs', TEST_SETTINGS)),
    `\nThe protocol is a sample. Change schema.ts first: the compiler and the tests lead through the rest.\n`,
    `A charm speaks it when its layer.yaml includes interface:${name}.\n`,
  ].join('');
}

type Step = readonly [command: string, purpose: string];

function stepsIn(root: string, { directory, place }: CreatedInterface): Step[] {
  const path = relative(root, directory);
  const missing = TOOLS.filter((tool) =>
    ancestors(directory).every((folder) => !existsSync(join(folder, 'node_modules', tool))),
  );
  return [
    ...linkingSteps(path, directory, place),
    ...(missing.length === 0
      ? []
      : [[`npm install --save-dev ${missing.join(' ')}`, 'compiles and tests it'] as const]),
    [`npx jest ${path}`, 'runs its tests'],
    [`npx charm schema ${path}`, 'after each change of schema.ts'],
  ];
}

function linkingSteps(path: string, directory: string, { workspace }: PackagePlace): Step[] {
  const purpose = 'lets charms find it by its name';
  if (workspace === undefined) {
    return [[`npm install ${path.startsWith('.') ? '' : './'}${path}`, purpose]];
  }
  if (isMember(workspace, directory)) return [['npm install', purpose]];
  return [
    [`npm pkg set 'workspaces[]=${dirname(path)}/*'`, 'takes its folder into the workspace'],
    ['npm install', purpose],
  ];
}

/** Commands with what they do beside them; a long one does not push the others away. */
function alignSteps(steps: readonly Step[]): string[] {
  const width = Math.max(...steps.map(([{ length }]) => (length > 60 ? 0 : length)));
  return steps.map(([command, purpose]) => `  ${command.padEnd(width)}  # ${purpose}\n`);
}

function fileToMake(name: string, content: string): string[] {
  return [
    `\nThe project has no ${name} yet. This one will do:\n\n${content.replaceAll(/^/gm, '  ').trimEnd()}\n`,
  ];
}
