/** Flags of an endpoint on the side of the cluster's master. */
export const providesFlags = {
  available: 'the address of at least one node is known',
} as const;

/** Flags of an endpoint on the side of a node. */
export const requiresFlags = {
  available: 'at least one master has published the subnets of the pods',
} as const;
