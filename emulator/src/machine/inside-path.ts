import { readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';

/** As many links as the kernel follows in one path. */
const MOST_LINKS = 40;

/**
 * Finds the host's path of a path inside a machine, following links as a process inside would: an
 * absolute link leads to the machine's root, and nothing leads out of it.
 * @param root the machine's root folder on the host, without links.
 * @throws Error when links lead in a circle.
 */
export function resolveInside(root: string, inside: string): string {
  let todo = partsOf(inside);
  let done: string[] = [];
  let links = 0;
  for (let part = todo.shift(); part !== undefined; part = todo.shift()) {
    const target = readLink(join(root, ...done, part));
    if (target === undefined) {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw new Error(`${inside}: too many levels of links`);
    const own = withoutRoot(root, target);
    const next = own.startsWith('/') ? own : posix.join('/', ...done, own);
    todo = [...partsOf(next), ...todo];
    done = [];
  }
  return join(root, ...done);
}

function partsOf(path: string): string[] {
  return posix
    .normalize(`/${path}`)
    .split('/')
    .filter((part) => part !== '');
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

// Processes that see the host's `/` write the root into the links that they make.
function withoutRoot(root: string, target: string): string {
  if (target === root) return '/';
  return target.startsWith(`${root}/`) ? target.slice(root.length) : target;
}
