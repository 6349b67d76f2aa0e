/**
 * Milliseconds on a clock that never goes back. Not `performance.now()`: to load the module behind it
 * costs milliseconds of every hook.
 */
export function monotonicMilliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
