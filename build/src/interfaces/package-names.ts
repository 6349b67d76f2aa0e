import type { Findings } from '../findings.ts';

/** As names of endpoints; Juju itself takes any text for an interface. Source: contract row J26. */
const NAME = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;
const SCOPE = /^@[a-z0-9][a-z0-9._-]*$/;
/** How names of packages with an interface begin. */
const PREFIX = 'interface-';
/** What npm takes at most. */
const LONGEST = 214;

/** What a new package shall be called. */
export interface PackageNames {
  /** The name of the interface. */
  readonly name: string;
  /** The npm scope, with its `@`; undefined for none. */
  readonly scope: string | undefined;
}

/** The npm package of an interface, under a name that the builder looks for. */
export function packageName({ name, scope }: PackageNames): string {
  return `${scope === undefined ? '' : `${scope}/`}${PREFIX}${name}`;
}

/** Tells what is wrong with the names of a new package. */
export function checkNames(names: PackageNames, findings: Findings): void {
  const { name, scope } = names;
  if (!NAME.test(name)) {
    const better = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9_]+/g, '-')
      .replaceAll(/^[^a-z]+|-+$/g, '');
    const rule = 'use lower-case letters and digits with - or _ between them, a letter first';
    findings.error('INTERFACE_BAD_NAME', `'${name}' is no name of an interface`, {
      fix: NAME.test(better) ? `${rule}, for example '${better}'` : rule,
    });
  } else if (name.startsWith(PREFIX)) {
    const short = name.slice(PREFIX.length);
    findings.error('INTERFACE_BAD_NAME', `'${name}' says twice that it is an interface`, {
      fix: `write '${short}'; the package is ${packageName({ scope, name: short })}`,
    });
  } else if (name === 'juju' || name.startsWith('juju-')) {
    // Source: contract row J29.
    findings.error('INTERFACE_RESERVED', `the name '${name}' is reserved for Juju`, {
      fix: "choose a name that does not begin with 'juju'",
    });
  }
  if (scope !== undefined && !SCOPE.test(scope)) {
    findings.error('PACKAGE_BAD_NAME', `'${scope}' is no npm scope`, {
      fix: 'write it as @acme, with lower-case letters, digits and hyphens',
    });
  } else if (packageName(names).length > LONGEST) {
    const text = `the name of the npm package would have more than ${LONGEST} characters`;
    findings.error('PACKAGE_BAD_NAME', text, { fix: 'choose a shorter name' });
  }
}
