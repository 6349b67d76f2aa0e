/**
 * The flags that one side of an interface keeps on an endpoint: the name without `endpoint.<name>.`,
 * and while what it is set, in words that the interface's README repeats.
 */
export type FlagTable = Readonly<Record<string, string>>;

/** The full names of an endpoint's flags. */
export type EndpointFlags<N extends string, Table extends FlagTable> = {
  readonly [F in keyof Table & string]: `endpoint.${N}.${F}`;
};

/**
 * The full names of the flags that an interface keeps on an endpoint, for those who prefer constants
 * to texts: `endpointFlags('cni', providesFlags).available` is `endpoint.cni.available`.
 * @param endpoint the endpoint's name in metadata.yaml.
 * @param table what the interface package exports as `providesFlags`, `requiresFlags` or `peersFlags`.
 */
export function endpointFlags<const N extends string, Table extends FlagTable>(
  endpoint: N,
  table: Table,
): EndpointFlags<N, Table> {
  const names = Object.fromEntries(
    Object.keys(table).map((flag) => [flag, `endpoint.${endpoint}.${flag}`]),
  );
  if (hasAll<N, Table>(names, table)) return names;
  throw new Error(`the flags of ${endpoint} have no names`);
}

function hasAll<N extends string, Table extends FlagTable>(
  names: object,
  table: Table,
): names is EndpointFlags<N, Table> {
  return Object.keys(table).every((flag) => Object.hasOwn(names, flag));
}
