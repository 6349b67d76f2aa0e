import { readApplications } from './bundle-application.ts';
import { checkBundle } from './bundle-check.ts';
import { readBase, readTexts, refuseUnknownKeys } from './bundle-fields.ts';
import { mergeOverlay } from './bundle-overlay.ts';
import { readRelations } from './bundle-relation.ts';
import type { Bundle, BundleMachine, BundleText } from './bundle-types.ts';
import { Field, Findings } from './field.ts';
import { readYamlDocuments } from './yaml.ts';
import type { YamlNode } from './yaml.ts';

/**
 * Reads a bundle as Juju 3 does: a first document and overlays, which are further documents of the
 * same text or texts of their own. Whether charms fit is tested at deploy, when they are at hand.
 * Source: contract build.md rows J75 to J88.
 * @param overlays applied in this order before anything is tested.
 * @throws DiagnosticsError with every fault.
 */
export function readBundle(
  text: string,
  file: string,
  overlays: readonly BundleText[] = [],
): Bundle {
  const [base, ...more] = readYamlDocuments(text, file);
  const layers = [...more, ...overlays.flatMap((part) => readYamlDocuments(part.text, part.file))];
  const findings = new Findings();
  const root = new Field(base.root, findings);
  if (root.node.kind !== 'map') root.mismatch('a bundle with "applications"');
  findings.failIfAny();
  refuseOverlayKeys(root);
  return interpret(
    layers.reduce((node, layer) => mergeOverlay(node, layer.root, findings), base.root),
    { file, findings },
  );
}

/**
 * Applies an overlay to a bundle: an application that is null is removed with its relations, maps
 * such as options are merged, other fields and all machines are replaced, relations are appended.
 * @throws DiagnosticsError with every fault of the result.
 */
export function applyOverlay(bundle: Bundle, overlayText: string, file: string): Bundle {
  const findings = new Findings();
  const source = readYamlDocuments(overlayText, file).reduce(
    (node, layer) => mergeOverlay(node, layer.root, findings),
    bundle.source,
  );
  return interpret(source, { file: bundle.file, findings });
}

const KNOWN_KEYS = [
  'bundle',
  'applications',
  'machines',
  'saas',
  'series',
  'default-base',
  'relations',
  'tags',
  'description',
  'name',
  'docs',
  'website',
  'source',
  'issues',
];

function interpret(
  source: YamlNode,
  { file, findings }: { readonly file: string; readonly findings: Findings },
): Bundle {
  const root = new Field(source, findings);
  refuseUnknownKeys(root, KNOWN_KEYS);
  const type = root.child('bundle');
  if (type !== undefined && !type.isNull && type.string() !== '') {
    type.fault('BUNDLE_TYPE', 'only bundles for machines can be deployed', 'remove "bundle"');
  }
  const base = readBase(root.child('default-base'));
  const bundle: Bundle = {
    file,
    description: root.child('description')?.string() ?? '',
    ...(base === undefined ? {} : { base }),
    applications: readApplications(root),
    machines: readMachines(root),
    relations: readRelations(root),
    saas: [...(root.child('saas')?.node.entries.keys() ?? [])],
    source,
  };
  checkBundle(bundle, findings);
  findings.failIfAny();
  return bundle;
}

function readMachines(root: Field): Record<string, BundleMachine> {
  const section = root.child('machines');
  if (section === undefined || section.isNull) return {};
  const machines = section.entries().map((field) => {
    if (!field.isNull) field.entries();
    refuseUnknownKeys(field, ['constraints', 'annotations', 'series', 'base']);
    const constraints = field.child('constraints')?.string();
    const base = readBase(field.child('base'));
    const machine: BundleMachine = {
      id: field.key,
      annotations: readTexts(field.child('annotations')),
      place: field.node.place,
      ...(constraints === undefined ? {} : { constraints }),
      ...(base === undefined ? {} : { base }),
    };
    return [field.key, machine] as const;
  });
  return Object.fromEntries(machines);
}

/** Source: contract row J86. */
function refuseOverlayKeys(root: Field): void {
  for (const node of root.child('applications')?.node.entries.values() ?? []) {
    const application = new Field(node, root.findings);
    for (const key of ['offers', 'exposed-endpoints']) {
      application
        .child(key)
        ?.fault(
          'BUNDLE_OVERLAY_ONLY',
          `"${application.label}.${key}" can only appear in an overlay`,
          'move it to an overlay',
        );
    }
  }
}
