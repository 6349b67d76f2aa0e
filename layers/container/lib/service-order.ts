import type { ServiceDeclaration } from './services.ts';
import { DeclarationError, prerequisites } from './services.ts';

/**
 * Services in an order in which each comes after those that it needs; else as declared.
 * @throws DeclarationError when services need each other in a circle, naming the circle.
 */
export function orderServices(services: readonly ServiceDeclaration[]): ServiceDeclaration[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered: ServiceDeclaration[] = [];
  const visit = (service: ServiceDeclaration, path: readonly string[]): void => {
    if (ordered.includes(service)) return;
    if (path.includes(service.name)) {
      const circle = [...path.slice(path.indexOf(service.name)), service.name];
      throw new DeclarationError([`services need each other in a circle: ${circle.join(' → ')}`]);
    }
    for (const name of prerequisites(service)) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed, [...path, service.name]);
    }
    ordered.push(service);
  };
  for (const service of services) visit(service, []);
  return ordered;
}
