import { defineLayer } from '../../lib/index.ts';
import type { CharmDefinition } from '../../lib/index.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import type { FlightRecord } from '../../lib/record/flight-record.ts';
import { composeCharm } from './charms.ts';

const nothing = (): void => undefined;

/** A charm with a handler of every kind, and triggers. */
export function commandCharm(watchedFile = '/etc/blog.conf'): CharmDefinition {
  const database = defineLayer('database', (layer) => {
    layer.when('endpoint.db.joined').handle('connect', nothing);
    layer.hook('install').handle('install', nothing);
    layer.status(() => ({ status: 'active', message: 'Ready' }));
  });
  const blog = defineLayer('blog', (layer) => {
    layer.hook('install').handle('install', nothing);
    layer.when('installed', 'config.changed.title').handle('announce', nothing);
    layer.when('leadership.is_leader').whenNot('token').handle('share-token', nothing);
    layer.whenFileChanged(watchedFile).handle('reload', nothing);
    layer.onlyOnce().handle('greet', nothing);
    layer.always().handle('version', nothing);
    layer.beforeHook('prepare', nothing);
    layer.afterHook('clean-up', nothing);
    layer.onAction('backup').whenNot('backup.running').handle('backup', nothing);
    layer.collectMetrics().handle('count', nothing);
    layer.trigger({ whenNot: 'endpoint.db.joined', clear: 'token' });
    layer.trigger({ when: 'backup.made', set: 'backup.fresh', clear: 'backup.stale' });
  });
  return {
    ...composeCharm(database, blog),
    actions: { backup: { description: 'Makes a backup', params: {}, required: [] } },
    executables: ['reactive/report'],
  };
}

const at = '2026-01-02T03:04:05.000Z';

/** What such a unit remembers some minutes after its installation. */
export const COMMAND_MEMORY: Partial<Memory> = {
  flags: {
    'leadership.is_leader': null,
    installed: null,
    theme: { dark: true },
    token: null,
  },
  config: { port: 80, title: '' },
  origins: {
    'leadership.is_leader': { by: 'the engine', hook: 'install', at },
    installed: { by: 'blog/install', hook: 'install', at },
    token: { by: 'by hand', hook: '', at: '2026-01-02T03:09:00.000Z' },
  },
  invoked: ['blog/greet'],
  status: { status: 'blocked', message: 'no database' },
};

/** The hooks that such a unit has had. */
export const COMMAND_RECORDS: readonly FlightRecord[] = [
  {
    hook: 'install',
    startedAt: at,
    milliseconds: 2340,
    rounds: [
      {
        name: 'engine',
        runs: [
          {
            id: 'the engine',
            milliseconds: 0,
            transitions: [{ flag: 'leadership.is_leader', to: 'set' }],
          },
        ],
        dropped: [],
      },
      {
        name: 'hook',
        runs: [
          {
            id: 'blog/install',
            milliseconds: 2100,
            transitions: [{ flag: 'installed', to: 'set' }],
          },
        ],
        dropped: [],
      },
      {
        name: '0',
        runs: [
          {
            id: 'blog/share-token',
            milliseconds: 8.4,
            transitions: [{ flag: 'token', to: 'set' }],
          },
        ],
        dropped: ['blog/announce'],
      },
    ],
    opinions: [{ layer: 'database', about: 'unit', status: 'active', message: 'Ready' }],
  },
  {
    hook: 'config-changed',
    startedAt: '2026-01-02T03:06:00.000Z',
    milliseconds: 120,
    rounds: [
      {
        name: '0',
        runs: [{ id: 'blog/version', milliseconds: 0.4, transitions: [] }],
        dropped: [],
        failed: 'blog/announce',
      },
    ],
    error: 'HANDLER_FAILED: no such table',
  },
  {
    hook: 'action backup',
    startedAt: '2026-01-02T03:07:00.000Z',
    milliseconds: 40,
    rounds: [
      {
        name: 'action',
        runs: [
          {
            id: 'blog/backup',
            milliseconds: 31,
            transitions: [
              { flag: 'backup.made', to: 'set' },
              { flag: 'backup.fresh', to: 'set' },
            ],
          },
        ],
        dropped: [],
      },
    ],
    opinions: [
      { layer: 'database', about: 'unit', status: 'active', message: 'Ready' },
      { layer: 'blog', about: 'unit', status: 'blocked', message: 'no database' },
      { layer: 'blog', about: 'application', status: 'active', message: 'Serving' },
    ],
  },
];
