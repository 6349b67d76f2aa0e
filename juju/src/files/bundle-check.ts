import type { Place } from '../diagnostics.ts';
import type {
  Bundle,
  BundleApplication,
  BundlePlacement,
  BundleRelationEnd,
} from './bundle-types.ts';
import type { Findings } from './field.ts';

/** Checks what the parts of a bundle say of each other. Source: build.md rows J81 to J83, J87. */
export function checkBundle(bundle: Bundle, findings: Findings): void {
  const report = (code: string, text: string, more: { place: Place; fix?: string }): void =>
    findings.add(code, text, more);
  for (const application of Object.values(bundle.applications)) {
    checkPlacements(bundle, application, report);
    if (bundle.saas.includes(application.name)) {
      const text = `"${application.name}" is both an application and a SAAS`;
      report('BUNDLE_SAAS', text, { place: application.place });
    }
  }
  checkMachines(bundle, report);
  checkRelations(bundle, report);
}

type Report = (code: string, text: string, more: { place: Place; fix?: string }) => void;

function checkPlacements(bundle: Bundle, application: BundleApplication, report: Report): void {
  const { to, units = 0, name } = application;
  const [first] = to;
  if (first !== undefined && to.length > units) {
    report(
      'BUNDLE_PLACEMENT',
      `the application "${name}" has ${to.length} placements for ${units === 1 ? '1 unit' : `${units} units`}`,
      { place: first.place, fix: 'raise num_units or remove placements' },
    );
  }
  for (const placement of to) checkPlacement(bundle, placement, report);
}

function checkPlacement(
  bundle: Bundle,
  { target, text, place }: BundlePlacement,
  report: Report,
): void {
  if (target.kind === 'machine' && bundle.machines[target.machine] === undefined) {
    report(
      'BUNDLE_PLACEMENT',
      `the placement "${text}" names a machine that is not in the bundle`,
      {
        place,
        fix: `add "${target.machine}:" to "machines"`,
      },
    );
  }
  if (target.kind !== 'unit') return;
  const other = bundle.applications[target.application];
  if (other === undefined) {
    report(
      'BUNDLE_PLACEMENT',
      `the placement "${text}" names an application that is not in the bundle`,
      { place, fix: chooseFrom(bundle) },
    );
  } else if ((target.unit ?? 0) >= (other.units ?? 0)) {
    report(
      'BUNDLE_PLACEMENT',
      `the placement "${text}" names a unit beyond the ${other.units ?? 0} of "${other.name}"`,
      { place },
    );
  }
}

/** Source: contract row J82. */
function checkMachines(bundle: Bundle, report: Report): void {
  const used = new Set(
    Object.values(bundle.applications)
      .flatMap(({ to }) => to)
      .map(({ target }) => (target.kind === 'machine' ? target.machine : undefined)),
  );
  for (const { id, place } of Object.values(bundle.machines)) {
    if (!/^(?:0|[1-9][0-9]*)$/.test(id)) {
      report('BUNDLE_MACHINE', `"${id}" cannot name a machine`, { place, fix: 'use a number' });
    } else if (!used.has(id)) {
      report('BUNDLE_MACHINE', `no placement uses the machine "${id}"`, {
        place,
        fix: 'remove it, or name it in the "to" of an application',
      });
    }
  }
}

function checkRelations(bundle: Bundle, report: Report): void {
  const seen = new Set<string>();
  for (const { ends, place } of bundle.relations) {
    for (const { application } of ends) {
      if (application in bundle.applications || bundle.saas.includes(application)) continue;
      report(
        'BUNDLE_RELATION',
        `the relation [${ends.map(print).join(', ')}] names the application "${application}", which is not in the bundle`,
        { place, fix: chooseFrom(bundle) },
      );
    }
    if (ends[0].application === ends[1].application) {
      report('BUNDLE_RELATION', `the relation relates "${ends[0].application}" to itself`, {
        place,
      });
    }
    const key = ends.map(print).sort().join(' ');
    if (seen.has(key)) {
      report('BUNDLE_RELATION', `the relation [${ends.map(print).join(', ')}] stands twice`, {
        place,
        fix: 'remove one of the two',
      });
    }
    seen.add(key);
  }
}

function print({ application, endpoint }: BundleRelationEnd): string {
  return endpoint === undefined ? application : `${application}:${endpoint}`;
}

function chooseFrom(bundle: Bundle): string {
  return `use one of: ${Object.keys(bundle.applications).sort().join(', ')}`;
}
