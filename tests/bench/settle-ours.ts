import { defineLayer } from '@reactive-charms/reactive';
import type { AnyShape, CharmDefinition, LayerBuilder } from '@reactive-charms/reactive';
import { freshUnit, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { median } from './measure.ts';

/** Settles handlers on our engine and prints the milliseconds, a size a line. */

type Define = (layer: LayerBuilder<AnyShape>, size: number) => void;

const chain: Define = (layer, size) => {
  for (let number = 0; number < size; number += 1) {
    const next = `s${number + 1}`;
    layer
      .when(`s${number}`)
      .whenNot(next)
      .handle(`step-${number}`, ({ flags }) => flags.set(next));
  }
};

const fewMatch: Define = (layer, size) => {
  for (let number = 0; number < size; number += 1) {
    const done = `done${number}`;
    layer
      .when(`go${number}`)
      .whenNot(done)
      .handle(`few-${number}`, ({ flags }) => flags.set(done));
  }
};

function charmOf(define: Define, size: number): CharmDefinition {
  return {
    name: 'bench',
    metadata: {
      name: 'bench',
      summary: '',
      description: '',
      subordinate: false,
      endpoints: {},
      storage: {},
      resources: {},
      containers: [],
    },
    options: {},
    actions: {},
    layers: [defineLayer('bench', (layer) => define(layer, size))],
    endpoints: {},
  };
}

async function settledUnit(): Promise<UnitState> {
  const empty = charmOf(() => undefined, 0);
  return (await runHook(empty, 'install', freshUnit('bench/0'))).state;
}

/** One hook in all, from composing the charm to what the unit remembers. */
async function measure(define: Define, size: number, set: readonly string[]): Promise<number> {
  const unit = await settledUnit();
  const { memory } = unit;
  if (memory === undefined) throw new Error('the unit has no memory');
  const flags = Object.fromEntries(set.map((flag) => [flag, null]));
  const state = { ...unit, memory: { ...memory, flags } };
  const charm = charmOf(define, size);
  const start = performance.now();
  const { error } = await runHook(charm, 'update-status', state);
  if (error) throw error;
  return performance.now() - start;
}

async function print(name: string, size: number, sample: () => Promise<number>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) times.push(await sample());
  process.stdout.write(`${name} ${size} ${median(times)}\n`);
}

for (const size of [10, 30, 90, 1000, 10_000]) {
  await print('chain', size, async () => measure(chain, size, ['s0']));
}
for (const size of [10, 100, 1000, 10_000]) {
  const wanted = Array.from({ length: 10 }, (_, index) => `go${Math.floor((index * size) / 10)}`);
  await print('few', size, async () => measure(fewMatch, size, wanted));
}
