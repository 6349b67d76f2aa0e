import type { UnitName } from '@reactive-charms/juju';
import type { Sparse } from '@reactive-charms/reactive';
import type { RequestFields } from '@reactive-charms/interface-tls-certificates';

/** Names and addresses that a unit is reached by. */
export interface UnitNames {
  readonly unit: UnitName;
  /** Name of the machine, with or without its domain. */
  readonly hostname: string;
  /** Full name of the machine; the host name where the machine knows none. */
  readonly fullName: string;
  readonly address: string;
}

/** The request for the unit's server certificate. Source: contract contrail.md section 2.6. */
export function tlsRequest({
  unit,
  hostname,
  fullName,
  address,
}: UnitNames): Sparse<RequestFields> {
  const [shortName = hostname] = hostname.split('.');
  return {
    unit,
    commonName: shortName,
    certificateName: shortName,
    sans: [...new Set([fullName, shortName, address, '127.0.0.1'])],
  };
}
