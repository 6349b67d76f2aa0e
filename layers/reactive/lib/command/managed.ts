/** Families of flags that the engine sets and clears at the start of every hook. */
const MANAGED = [
  /^config\.(?:changed$|(?:changed|set|default)\.)/,
  /^leadership\.(?:is_leader$|changed$|(?:changed|set)\.)/,
  /^upgrade\.(?:charm$|series\.in-progress$)/,
  /^storage\..+\.(?:attached|detaching)$/,
  /^secret\.(?:changed|rotate|expired|remove)(?:$|\.)/,
  /^endpoint\.[^.]+\.(?:joined|departed|malformed)$/,
];

/** Those of them that follow from what units publish, which is not read again in every hook. */
const OF_DATA = /\.malformed$/;

/** Tells whether the engine sets and clears a flag by what Juju says, so that no one else need. */
export function isManaged(flag: string): boolean {
  return MANAGED.some((family) => family.test(flag));
}

/** What becomes of a managed flag that an operator has changed. */
export function tellFate(flag: string, isSet: boolean): string {
  const waits = OF_DATA.test(flag) && !isSet;
  return waits
    ? 'it stays cleared until a unit of the endpoint publishes something new'
    : 'the next hook sets or clears it anew';
}
