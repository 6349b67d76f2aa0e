/** Flags of an endpoint on the side of the charm that has something to check. */
export const providesFlags = {
  available: 'the agent has told the name of the machine at the monitoring server',
} as const;

/** Flags of an endpoint on the side of the monitoring agent. */
export const requiresFlags = {
  available: 'at least one charm on the machine wants something checked',
} as const;
