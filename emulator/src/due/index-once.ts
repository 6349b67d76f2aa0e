/**
 * Keeps what is worked out of a value for as long as the value lives. Parts of a model never change in
 * place, so an index over all secrets or tasks is made once, and not once for each unit that asks.
 */
export function indexOnce<Source extends object, Index>(
  make: (source: Source) => Index,
): (source: Source) => Index {
  const known = new WeakMap<Source, { readonly index: Index }>();
  return (source) => {
    const found = known.get(source);
    if (found) return found.index;
    const index = make(source);
    known.set(source, { index });
    return index;
  };
}
