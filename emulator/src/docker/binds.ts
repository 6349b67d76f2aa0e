/** A bind as the Engine API writes it: `source:target` or `source:target:mode`. */
export interface Bind {
  /** An absolute path, or the name of a volume. */
  readonly source: string;
  readonly target: string;
  readonly mode: string;
}

/** Takes a bind apart. */
export function parseBind(text: string): Bind {
  const [source = '', target = '', ...mode] = text.split(':');
  return { source, target, mode: mode.join(':') };
}

/** Writes a bind. */
export function formatBind({ source, target, mode }: Bind): string {
  return [source, target, ...(mode === '' ? [] : [mode])].join(':');
}

/** Tells whether a bind shows a path of the machine, and not a volume. */
export function isPathBind(bind: Bind): boolean {
  return bind.source.startsWith('/');
}
