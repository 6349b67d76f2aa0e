/** Flags of an endpoint on the side of the principal. */
export const providesFlags = {
  available: 'every CNI application that goal-state names has told its subnets and its file',
} as const;

/** Flags of an endpoint on the side of the CNI plug-in. */
export const requiresFlags = {
  available: 'the principal has told anything of itself',
} as const;
