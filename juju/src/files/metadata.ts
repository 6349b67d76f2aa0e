import type { Manifest, Metadata } from '../charm-files.ts';
import { readAssumes } from './assumes.ts';
import { readContainers, readResources } from './containers.ts';
import { readEndpoints, readExtraBindings } from './endpoints.ts';
import { Field, Findings } from './field.ts';
import { readDevices, readPayloads, readStorage } from './storage.ts';
import { readYaml } from './yaml.ts';

/** What else is known of the charm whose metadata.yaml is read. */
export interface MetadataSurroundings {
  /** The charm's manifest; with bases in it the stricter format 2 holds (rows J16 to J18). */
  readonly manifest?: Manifest;
}

/**
 * Reads metadata.yaml by Juju's rules. Unknown keys are ignored. The name's pattern is not tested
 * here, because Juju tests it at deploy only (row J15).
 * Source: contract build.md rows J7 to J53.
 * @throws DiagnosticsError with every fault of the file.
 */
export function readMetadata(
  text: string,
  file: string,
  surroundings: MetadataSurroundings = {},
): Metadata {
  const findings = new Findings();
  const root = new Field(readYaml(text, file).root, findings);
  if (root.node.kind !== 'map') root.mismatch('a map with "name", "summary" and "description"');
  findings.failIfAny();

  const name = root.required('name')?.word() ?? '';
  const summary = root.required('summary')?.string() ?? '';
  const description = root.required('description')?.string() ?? '';
  const subordinate = root.child('subordinate')?.boolean() ?? false;
  const endpoints = readEndpoints(root, { name, subordinate });
  const storage = readStorage(root);
  const resources = readResources(root);
  const containers = readContainers(root, { resources, storage });
  const extraBindings = readExtraBindings(root, endpoints);
  readDevices(root);
  const payloads = readPayloads(root);
  readAssumes(root);
  checkPlainFields(root);
  checkFormat(root, surroundings);
  findings.failIfAny();
  return {
    name,
    summary,
    description,
    subordinate,
    endpoints,
    storage,
    resources,
    containers,
    ...(Object.keys(payloads).length === 0 ? {} : { payloads }),
    ...(extraBindings.length === 0 ? {} : { extraBindings }),
  };
}

function checkPlainFields(root: Field): void {
  for (const key of ['categories', 'tags', 'series', 'terms']) {
    const texts =
      root
        .child(key)
        ?.items()
        .map((item) => ({ item, text: item.string() })) ?? [];
    for (const { item, text } of texts) {
      if (text === undefined) continue;
      if (key === 'series') checkPattern(item, text, SERIES);
      if (key === 'terms') checkPattern(item, text, TERM);
    }
  }
  root.child('format')?.integer();
  root.child('revision')?.integer();
  const version = root.child('min-juju-version');
  const text = version?.string();
  if (text !== undefined) checkPattern(version, text, VERSION);
  const user = root.child('charm-user');
  const userName = user?.string();
  if (userName !== undefined) user?.choice(userName, ['root', 'sudoer', 'non-root']);
  checkDeployment(root);
}

const SERIES = { pattern: /^[a-z]+([a-z0-9]+)?$/, wanted: 'a series such as "jammy"' };
const TERM = {
  pattern: /^(?:[a-z0-9-]+:)?(?:[a-z0-9][a-zA-Z0-9.+-]*\/)?[a-z](?:-?[a-z0-9]+)+(?:\/[0-9]+)?$/,
  wanted: 'a term such as "owner/name/1"',
};
const VERSION = {
  pattern: /^[0-9]{1,9}\.[0-9]{1,9}(?:\.[0-9]{1,9}|-[a-zA-Z]+[0-9]{1,9})?(?:\.[0-9]{1,9})?$/,
  wanted: 'a version such as "3.1.0"',
};

function checkPattern(
  field: Field | undefined,
  text: string,
  rule: { readonly pattern: RegExp; readonly wanted: string },
): void {
  if (!rule.pattern.test(text)) field?.mismatch(rule.wanted);
}

/** Source: contract row J53. */
function checkDeployment(root: Field): void {
  const deployment = root.child('deployment');
  if (deployment === undefined || deployment.entries().length === 0) return;
  const words: Readonly<Record<string, readonly string[]>> = {
    type: ['stateful', 'stateless', 'daemon'],
    mode: ['operator', 'workload'],
    service: ['cluster', 'loadbalancer', 'external', 'omit'],
  };
  for (const [key, allowed] of Object.entries(words)) {
    const field = deployment.child(key);
    const text = field?.string();
    if (text !== undefined) field?.choice(text, allowed);
  }
}

const ONLY_FORMAT_1 = ['series', 'deployment', 'min-juju-version'];
const ONLY_FORMAT_2 = ['containers', 'assumes', 'charm-user'];

/** Source: contract rows J16 to J19. */
function checkFormat(root: Field, { manifest }: MetadataSurroundings): void {
  const older = ONLY_FORMAT_1.flatMap((key) => root.child(key) ?? []);
  const newer = ONLY_FORMAT_2.flatMap((key) => root.child(key) ?? []);
  const [first] = older;
  const [other] = newer;
  if (first !== undefined && other !== undefined) {
    first.fault(
      'METADATA_AMBIGUOUS',
      `"${first.key}" belongs to metadata format 1 and "${other.key}" to format 2`,
      `remove "${first.key}" and name the bases in manifest.yaml`,
    );
    return;
  }
  if (manifest === undefined) return;
  const isFormat2 = manifest.bases.length > 0 && root.child('series') === undefined;
  for (const field of isFormat2 ? older : newer) {
    if (field.key === 'charm-user') continue;
    const [format, hint] = isFormat2
      ? ['2 (manifest.yaml has bases)', `remove "${field.key}"`]
      : ['1 (no bases in manifest.yaml)', 'add bases to manifest.yaml'];
    field.fault('METADATA_FORMAT', `"${field.key}" is not allowed in format ${format}`, hint);
  }
}
