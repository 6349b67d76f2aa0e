/** Flags of an endpoint among the units of one application. */
export const peersFlags = {
  available: 'at least one other unit has told its address',
} as const;
