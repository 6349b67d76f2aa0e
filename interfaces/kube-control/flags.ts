/** Flags of an endpoint on the side of the control plane. */
export const providesFlags = {
  available: 'at least one unit asks for credentials',
  unanswered: 'at least one unit asks for credentials that this unit does not publish',
  closed: 'this unit publishes credentials of a unit that is gone',
} as const;

/** Flags of an endpoint on the side that uses the cluster. */
export const requiresFlags = {
  available:
    'the address of an API server and the credentials that this unit asks for are published',
  authority: 'a secret with the certificate of the authority is published',
  dns: 'at least one unit has told whether the cluster serves DNS',
} as const;
