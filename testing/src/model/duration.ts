import { userError } from '@reactive-charms/juju';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Reads a duration such as `90s`, `5m` or `1h30m`, in milliseconds.
 * @throws DiagnosticsError for anything else.
 */
export function readDuration(text: string): number {
  if (!/^(\d+[smhd])+$/.test(text)) {
    throw userError('DURATION', `"${text}" is no duration`, {
      fix: 'say it in days, hours, minutes and seconds, such as "90s", "5m" or "1h30m"',
    });
  }
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  return (
    parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0) * 1000
  );
}
