/** The side that serves keeps no flags: `joined` of the engine tells that somebody calls. */
export const providesFlags = {} as const;

/** Flags of an endpoint on the side that calls the service. */
export const requiresFlags = {
  available: 'the host name and the port of at least one service are known',
} as const;
