// Runs one hook of a small charm a thousand times with the packed kit, and prints the median in milliseconds.
import { defineLayer } from '@reactive-charms/reactive';
import { relationState, freshUnit, runHook } from '@reactive-charms/testing';

const RUNS = Number(process.argv[2] ?? 1000);

const layer = defineLayer('bench', (bench) => {
  bench.when('endpoint.db.joined').handle('publish', ({ config, endpoints }) => {
    const [unit] = endpoints.db.units;
    const values = { seen: unit.received.port, title: config.title };
    endpoints.db.relations.forEach((relation) => relation.publish(values));
  });
  bench.status(() => ({ status: 'active', message: 'ready' }));
});

const charm = {
  name: 'bench',
  metadata: {
    name: 'bench',
    summary: '',
    description: '',
    subordinate: false,
    endpoints: {
      db: { name: 'db', role: 'requires', interface: 'db', scope: 'global', optional: false },
    },
    storage: {},
    resources: {},
    containers: [],
  },
  options: { title: { type: 'string', default: 'Bench', description: '' } },
  actions: {},
  layers: [layer],
  endpoints: {},
};

const state = freshUnit('bench/0', {
  isLeader: true,
  relations: { 'db:1': relationState('mysql', { units: { 'mysql/0': { port: '3306' } } }) },
});

const times = [];
for (let run = 0; run < RUNS; run += 1) {
  const start = performance.now();
  const { error, status, relations } = await runHook(charm, 'db-relation-changed', state);
  times.push(performance.now() - start);
  if (error) throw error;
  if (status?.status !== 'active') throw new Error('not active');
  if (relations['db:1']?.published.seen !== '3306') throw new Error('nothing was published');
}
times.sort((a, b) => a - b);
process.stdout.write(`${times[times.length >> 1]}\n`);
