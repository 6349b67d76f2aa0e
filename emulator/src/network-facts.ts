import type { Model } from './model.ts';

/**
 * The subnets that traffic of a unit comes from: those of the model's configuration, else its own
 * address. Source: contract juju.md section 3, point 7.
 */
export function egressSubnets({ config }: Model, address: string): string[] {
  const configured = config['egress-subnets'].split(',').map((subnet) => subnet.trim());
  const subnets = configured.filter((subnet) => subnet !== '');
  return subnets.length === 0 ? [`${address}/32`] : subnets;
}
