import { parseImageReference } from './image-reference.ts';
import { orderServices } from './service-order.ts';
import { DeclarationError, prerequisites } from './services.ts';
import type { BindMount, ProjectDeclaration, ServiceDeclaration } from './services.ts';

/**
 * Refuses what no engine could follow, all faults at once. Values of variables are never shown.
 * Contract rows 23 and 24: a variable with a line break is refused, not mangled.
 * @throws DeclarationError
 */
export function checkProject(declaration: ProjectDeclaration): void {
  const names = declaration.services.map(({ name }) => name);
  const faults = [
    ...checkName('project', declaration.project),
    ...names.filter((name, at) => names.indexOf(name) !== at).map(explainDuplicate),
    ...declaration.services.flatMap((service) => checkService(service, names)),
    ...(declaration.images ?? []).flatMap(checkExtraImage),
  ];
  if (faults.length > 0) throw new DeclarationError(faults);
  orderServices(declaration.services);
}

function checkService(service: ServiceDeclaration, names: readonly string[]): string[] {
  const at = `service '${service.name}'`;
  return [
    ...checkName('service', service.name),
    ...checkImage(service),
    ...Object.entries(service.environment ?? {}).flatMap(([name, value]) =>
      checkVariable(at, name, value),
    ),
    ...(service.binds ?? []).flatMap((bind) => checkBind(at, bind)),
    ...prerequisites(service)
      .filter((name) => !names.includes(name))
      .map((name) => `${at} needs service '${name}', which the project does not declare`),
  ];
}

function explainDuplicate(name: string): string {
  return `service '${name}' is declared twice`;
}

function checkName(kind: string, name: string): string[] {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) return [];
  return [`${kind} name '${name}' may hold letters, digits, '_', '.' and '-' only`];
}

function checkImage(service: ServiceDeclaration): string[] {
  return parseImageReference(service.image) === undefined
    ? [`service '${service.name}' has image '${service.image}', which is no image reference`]
    : [];
}

function checkExtraImage(image: string): string[] {
  return parseImageReference(image) === undefined ? [`'${image}' is no image reference`] : [];
}

function checkVariable(at: string, name: string, value: string): string[] {
  if (!/^[^=\s\0]+$/.test(name)) {
    return [`${at} has a variable named '${name}': a name is not empty and has no '=' or space`];
  }
  if (/[\r\n\0]/.test(value)) return [`${at} has a line break in the value of variable ${name}`];
  return [];
}

function checkBind(at: string, bind: BindMount): string[] {
  return [bind.source, bind.target]
    .filter((path) => !path.startsWith('/') || path.includes(':'))
    .map((path) => `${at} binds '${path}': an absolute path without ':' is needed`);
}
