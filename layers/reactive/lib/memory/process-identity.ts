import { readFileSync } from 'node:fs';

/** A process, told from every other that has or had its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's own words; the same for as long as the process lives. */
  readonly started: string;
}

/** Identifies a process; undefined when there is none of this number, or it only waits to be reaped. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const facts = readFacts(pid);
  return facts === undefined ? undefined : { pid, started: `${facts.started}.${readBoot()}` };
}

/** Tells whether a process is still the one that was identified. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return identifyProcess(pid)?.started === started;
}

/** Tells whether a process is this one, or one that this one descends from. */
export function isAncestor(pid: number): boolean {
  for (let each: number | undefined = process.pid; each !== undefined && each > 1;) {
    if (each === pid) return true;
    each = readFacts(each)?.parent;
  }
  return false;
}

interface ProcessFacts {
  readonly parent: number;
  readonly started: string;
}

/** Members of /proc/PID/stat, counted from the one behind the program's name. See proc(5). */
const [STATE, PARENT, START_TIME] = [0, 1, 19] as const;

function readFacts(pid: number): ProcessFacts | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`);
  // The name stands in parentheses, and may hold some itself.
  const members = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', started] = [members[STATE], members[START_TIME]];
  if (started === undefined || 'ZX'.includes(state)) return undefined;
  return { parent: Number(members[PARENT]), started };
}

/** Start times count from the start of the machine. */
function readBoot(): string {
  return readOrNothing('/proc/sys/kernel/random/boot_id').slice(0, 8);
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
