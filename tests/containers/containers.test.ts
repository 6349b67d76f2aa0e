import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openContainerEngine } from '../../emulator/src/docker/index.ts';
import { describeContainers } from './describe-containers.ts';

const modelUuid = randomUUID();

describeContainers('containers on the stand-in engine', {
  image: 'example/app:1',
  open: async (directory) => {
    const images = join(directory, 'images');
    await mkdir(join(images, 'app'), { recursive: true });
    await writeFile(join(images, 'app/image.yaml'), 'labels: {version: "1.2"}\n');
    return openContainerEngine({ way: 'stand-in', directory, images, modelUuid });
  },
});

// A program without a handler of SIGTERM takes the whole grace to end, as `sleep` does here.
jest.setTimeout(60_000);

// Wants a Docker Engine at DOCKER_HOST that has an image of this name; `.ci/run` brings both.
if (process.env['DOCKER_TEST'] === '1') {
  describeContainers('containers on a Docker Engine', {
    image: 'example/app:1',
    open: (directory) => openContainerEngine({ way: 'docker', directory, modelUuid }),
  });
}
