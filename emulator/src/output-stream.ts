/** One of the two output streams of a process. */
export type OutputStream = 'stdout' | 'stderr';
