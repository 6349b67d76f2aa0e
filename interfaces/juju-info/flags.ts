/** The side that is observed keeps no flags: those of the engine tell all there is. */
export const providesFlags = {} as const;

/** The side that observes keeps none either. */
export const requiresFlags = {} as const;
