import type { Base, Manifest } from '../charm-files.ts';
import { Field, Findings } from './field.ts';
import { readYaml } from './yaml.ts';

const SYSTEMS = ['ubuntu', 'centos', 'windows', 'osx', 'opensuse', 'genericlinux'] as const;
const ARCHITECTURES = ['amd64', 'i386', 'armhf', 'arm64', 'ppc64el', 's390x', 'riscv64'] as const;
const OTHER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^x86_64$|^x86-64$/, 'amd64'],
  [/^i?[3-9]86$/, 'i386'],
  [/^aarch64$/, 'arm64'],
  [/^armv.*$|^arm$/, 'armhf'],
  [/^ppc64le$|^ppc64$/, 'ppc64el'],
];

/**
 * Reads manifest.yaml by the rules of Juju 3.
 * Source: contract build.md rows J54 and J55.
 * @throws DiagnosticsError with every fault of the file.
 */
export function readManifest(text: string, file: string): Manifest {
  const findings = new Findings();
  const root = new Field(readYaml(text, file).root, findings);
  if (root.node.kind !== 'map') root.mismatch('a map with the key "bases"', 'begin with "bases:"');
  findings.failIfAny();
  const bases = (root.required('bases')?.items() ?? []).map(readBase);
  findings.failIfAny();
  return { bases };
}

function readBase(field: Field): Base {
  if (field.node.kind !== 'map') {
    field.mismatch('a map with "name" and "channel"');
    return { name: '', channel: '', architectures: [] };
  }
  const nameField = field.required('name');
  const name = nameField?.word();
  if (name !== undefined) nameField?.choice(name, SYSTEMS);
  return {
    name: name ?? '',
    channel: readChannel(field.required('channel')),
    architectures: field.child('architectures')?.items().map(readArchitecture) ?? [],
  };
}

function readChannel(field: Field | undefined): string {
  const text = field?.word();
  if (text === undefined) return '';
  const [track = '', risk = 'stable', branch, ...more] = text.split('/');
  const isFine =
    track !== '' &&
    ['stable', 'candidate', 'beta', 'edge'].includes(risk) &&
    branch !== '' &&
    more.length === 0;
  if (!isFine) field?.mismatch('a channel such as "22.04" or "22.04/stable"');
  return text;
}

function readArchitecture(field: Field): string {
  const text = field.word();
  if (text === undefined) return '';
  const name = OTHER_NAMES.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? text;
  return field.choice(name, ARCHITECTURES) ?? '';
}
