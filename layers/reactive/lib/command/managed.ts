/** Families of flags that the engine sets and clears at the start of every hook. */
const MANAGED = [
  /^config\.(?:changed$|(?:changed|set|default)\.)/,
  /^leadership\.(?:is_leader$|changed$|(?:changed|set)\.)/,
  /^upgrade\.(?:charm$|series\.in-progress$)/,
  /^storage\..+\.(?:attached|detaching)$/,
  /^secret\.(?:changed|rotate|expired|remove)(?:$|\.)/,
  /^endpoint\.[^.]+\.(?:joined|departed)$/,
];

/** Tells whether the engine sets and clears a flag by what Juju says, so that no one else need. */
export function isManaged(flag: string): boolean {
  return MANAGED.some((family) => family.test(flag));
}
