import { readApplications } from './bundle-application.ts';
import { checkBundle } from './bundle-check.ts';
import { readBase, readTexts, refuseUnknownKeys } from './bundle-fields.ts';
import { mergeOverlay } from './bundle-overlay.ts';
import { readRelations } from './bundle-relation.ts';
import type { Bundle, BundleMachine, BundleText } from './bundle-types.ts';
import { DiagnosticsError } from '../diagnostics.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { findPlacementRings } from './bundle-units.ts';
import { Field, Findings } from './field.ts';
import { readYamlDocuments, surveyYamlDocuments } from './yaml.ts';
import type { YamlNode, YamlSurvey } from './yaml.ts';

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
  const { bundle, faults } = surveyBundle(text, file, overlays);
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return bundle;
}

/** What can be read of a bundle, and every fault in it. */
export interface BundleSurvey {
  readonly bundle: Bundle;
  /** In the order of the files; what they are about may be missing in the bundle. */
  readonly faults: readonly Diagnostic[];
}

/**
 * Reads a bundle as {@link readBundle} does, and goes on after faults, so that a program can tell
 * them together with what it finds itself.
 * @throws DiagnosticsError with all faults of the syntax, and when a file holds no bundle at all.
 */
export function surveyBundle(
  text: string,
  file: string,
  overlays: readonly BundleText[] = [],
): BundleSurvey {
  const { documents, faults } = readAllYaml([{ text, file }, ...overlays]);
  const [[base, ...more], ...rest] = documents;
  const layers = [...more, ...rest.flat()];
  const findings = new Findings();
  const root = new Field(base.root, findings);
  if (root.node.kind !== 'map') root.mismatch('a bundle with "applications"');
  findings.failIfAny();
  findings.include(faults);
  refuseOverlayKeys(root);
  const merged = layers.reduce(
    (node, layer) => mergeOverlay(node, layer.root, findings),
    base.root,
  );
  const bundle = interpret(merged, { file, findings });
  return { bundle, faults: findings.sorted };
}

type Documents = YamlSurvey['documents'];

interface AllDocuments {
  readonly documents: [Documents, ...Documents[]];
  /** Faults that do not keep anybody from reading on. */
  readonly faults: readonly Diagnostic[];
}

/** @throws DiagnosticsError with the faults of all texts, if one cannot be read. */
function readAllYaml([first, ...more]: readonly [BundleText, ...BundleText[]]): AllDocuments {
  const faults: Diagnostic[] = [];
  let isReadable = true;
  const read = (part: BundleText): Documents[] => {
    try {
      const survey = surveyYamlDocuments(part.text, part.file);
      faults.push(...survey.faults);
      return [survey.documents];
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      faults.push(...error.diagnostics);
      isReadable = false;
      return [];
    }
  };
  const [documents, ...rest] = [first, ...more].flatMap(read);
  if (!isReadable || documents === undefined) throw new DiagnosticsError(faults);
  return { documents: [documents, ...rest], faults };
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
  const result = interpret(source, { file: bundle.file, findings });
  findings.failIfAny();
  return result;
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
  findings.include(findPlacementRings(bundle));
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
