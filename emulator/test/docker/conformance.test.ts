import { randomUUID } from 'node:crypto';
import { openContainerEngine } from '../../src/docker/index.ts';
import { describeEngine } from './describe-engine.ts';

const modelUuid = randomUUID();

describeEngine('the stand-in engine', {
  image: 'example/app:1',
  open: (directory) => openContainerEngine({ way: 'stand-in', directory, modelUuid }),
  prepare: async (client) => {
    const query = { fromImage: 'example/app', tag: '1' };
    await client.ask('POST', '/images/create', { query });
  },
});

// Wants a Docker Engine at DOCKER_HOST that has an image of this name; `.ci/run` brings both.
if (process.env['DOCKER_TEST'] === '1') {
  describeEngine('a Docker Engine', {
    image: 'example/app:1',
    open: (directory) => openContainerEngine({ way: 'docker', directory, modelUuid }),
    prepare: async () => undefined,
  });
}
