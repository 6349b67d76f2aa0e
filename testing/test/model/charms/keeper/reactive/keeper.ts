import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer, LayerBuilder } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';

type Context = HandlerContext<Charm>;

/** Where the charm writes down what it hears. */
const HEARD = '/etc/keeper/heard';

/** A charm whose doings can be seen from outside. */
export const layer: Layer = defineLayer<Charm>('keeper', define);

/** Says what the charm does; the next revision of the charm does the same and more. */
export function define(layer: LayerBuilder<Charm>): void {
  layer.always().handle('fail', fail);
  layer.hook('install').handle('install', ({ flags }) => flags.set('keeper.installed'));
  layer.hook('start').handle('open', async ({ host }) => {
    await host.run('open-port', ['--endpoints', 'data', '8080']);
  });
  layer.hook('leader-elected').handle('make-secret', makeSecret);
  layer.hook('secret-rotate').handle('renew-secret', renewSecret);
  layer.hook('update-status').handle('update', ({ flags }) => flags.set('keeper.updated'));
  layer.hook('upgrade-charm').handle('upgrade', ({ flags }) => flags.set('keeper.upgraded'));
  layer.hook('disk-storage-attached').handle('attach', ({ flags }) => flags.set('keeper.disk'));
  layer
    .hook('source-relation-departed')
    .handle('notice-departed', ({ flags }) => flags.set('keeper.departed'));
  layer
    .hook('source-relation-broken')
    .handle('notice-broken', ({ flags }) => flags.set('keeper.broken'));
  layer.when('endpoint.data.joined').handle('publish', publish);
  layer.always().handle('write-down', writeDown);
  layer.onAction('greet').handle('greet', ({ action }) => ({
    greeting: `hello ${action.parameters.name}`,
  }));
  layer.onAction('refuse').handle('refuse', ({ action, flags }) => {
    flags.set('keeper.refused');
    action.fail('not today');
  });
  layer.onAction('burst').handle('burst', ({ flags }) => {
    flags.set('keeper.burst');
    throw new Error('out of steam');
  });
  layer.status(({ endpoints }) => {
    const heard = endpoints.source.units.length;
    return heard === 0
      ? { status: 'waiting', message: 'nobody to hear' }
      : { status: 'active', message: `hears ${heard}` };
  });
}

function fail({ config, hook }: Context): void {
  const { run } = hook;
  if ('hook' in run && run.hook === config['fail-in']) throw new Error('told to fail');
}

function publish({ config, endpoints }: Context): void {
  for (const relation of endpoints.data.relations) relation.publish({ greeting: config.greeting });
}

async function writeDown({ endpoints, host }: Context): Promise<void> {
  const lines = endpoints.source.units.map(
    ({ name, received }) => `${name} ${received['greeting'] ?? 'nothing'}\n`,
  );
  await host.declareFile({ path: HEARD, content: lines.join(''), mode: 0o644 });
}

async function makeSecret({ flags, leader, secrets }: Context): Promise<void> {
  if (leader.data['secret'] !== undefined) return;
  const uri = await secrets.add({ word: 'first' }, { rotate: 'hourly' });
  leader.publish({ secret: uri });
  flags.set('keeper.secret');
}

async function renewSecret({ flags, leader, secrets }: Context): Promise<void> {
  await secrets.set(leader.data['secret'] ?? '', { word: 'second' });
  flags.set('keeper.renewed');
}
