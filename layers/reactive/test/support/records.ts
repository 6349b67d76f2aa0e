import type { FlightRecord } from '../../lib/record/flight-record.ts';

/** A record in which everything has happened that a record can tell. */
export const FULL_RECORD: FlightRecord = {
  hook: 'install',
  startedAt: '2026-01-02T03:04:05.000Z',
  milliseconds: 1234.5,
  rounds: [
    {
      name: 'hook',
      runs: [{ id: 'blog/install', transitions: [], milliseconds: 1000.2 }],
      dropped: [],
    },
    {
      name: '0',
      runs: [
        {
          id: 'blog/configure',
          transitions: [
            { flag: 'ready', to: 'set' },
            { flag: 'stale', to: 'cleared' },
          ],
          milliseconds: 12,
        },
      ],
      dropped: ['blog/publish'],
      failed: 'blog/serve',
    },
  ],
  opinions: [
    { layer: 'mysql', about: 'unit', status: 'active', message: 'Ready' },
    { layer: 'blog', about: 'application', status: 'blocked', message: 'no database' },
  ],
  error: 'no such table',
};

/** A run in which nothing happened. */
export function runOf(hook: string, startedAt = '2026-01-02T03:04:05.000Z'): FlightRecord {
  return { hook, startedAt, rounds: [] };
}
