/** Flags of an endpoint on the side of the controller. */
export const providesFlags = {
  available: 'at least one unit has told its unit-type',
} as const;

/** Flags of an endpoint on the side of a cluster or an agent. */
export const requiresFlags = {
  available: 'the address of at least one controller is known',
} as const;
