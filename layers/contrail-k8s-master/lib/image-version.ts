/** Stands for "newer than any number": the tags `latest` and `master`. */
export const NEWEST_VERSION = 9999;

/** Versions from which the images know something. Source: contract contrail.md section 6. */
export const VERSION_WITH = {
  /** SSL towards Cassandra and RabbitMQ. */
  databaseSsl: 510,
  /** SSL of Redis and of the analytics and config APIs. */
  apiSsl: 1910,
  /** JSON output of contrail-status. */
  jsonStatus: 1913,
} as const;

/**
 * The version of the images as a number, guessed from their tag by searching it for known patterns.
 * Source: contract contrail.md section 6. The search finds numbers inside longer ones: 20210315
 * gives 2103. The rule is kept, because both ends of a running deployment were set up by it.
 */
export function readImageVersion(tag: string): number {
  if (tag.includes('master')) return NEWEST_VERSION;
  for (const pattern of [/21\d\d/, /20\d\d/, /19\d\d/]) {
    const digits = pattern.exec(tag)?.[0];
    if (digits !== undefined) return Number(digits);
  }
  for (const major of [21, 22]) {
    const minor = new RegExp(`${major}\\.(\\d)`).exec(tag)?.[1];
    if (minor !== undefined) return major * 100 + Number(minor);
  }
  if (tag.includes('5.1')) return 510;
  if (tag.includes('5.0')) return 500;
  return NEWEST_VERSION;
}
