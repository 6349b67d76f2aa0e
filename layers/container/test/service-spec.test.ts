import * as fc from 'fast-check';
import { containerBody, specHash } from '../lib/service-spec.ts';
import type { ServiceDeclaration } from '../lib/services.ts';

const web: ServiceDeclaration = {
  name: 'web',
  image: 'shop/web:1',
  environment: { B: '2', A: '1' },
  binds: [
    { source: '/etc/shop', target: '/etc/web' },
    { source: '/data', target: '/data', readOnly: true },
  ],
  volumesFrom: ['files'],
  networkMode: 'host',
  pidMode: 'host',
  privileged: true,
  restart: 'always',
  logging: { driver: 'json-file', options: { 'max-size': '20m' } },
  labels: { team: 'shop' },
};

const bodyOf = (service: ServiceDeclaration) =>
  containerBody({ project: 'shop', services: [service] }, service);
const hashOf = (service: ServiceDeclaration): string =>
  specHash({ project: 'shop', services: [service] }, service);

describe('containerBody', () => {
  it('says everything in the terms of the Engine API', () => {
    const { Labels, ...body } = bodyOf(web);
    expect(body).toEqual({
      Image: 'shop/web:1',
      Env: ['A=1', 'B=2'],
      HostConfig: {
        Binds: ['/etc/shop:/etc/web:rw', '/data:/data:ro'],
        VolumesFrom: ['shop_files_1'],
        NetworkMode: 'host',
        PidMode: 'host',
        Privileged: true,
        RestartPolicy: { Name: 'always' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '20m' } },
      },
    });
    expect(Labels).toEqual({
      team: 'shop',
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.config-hash': expect.stringMatching(/^[0-9a-f]{64}$/),
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.version': '1.29.2',
      'com.docker.compose.project.working_dir': '/',
      'com.docker.compose.project.config_files': '',
    });
  });

  it('leaves logging, network and process table to the engine when nothing is said', () => {
    const { HostConfig } = bodyOf({ name: 'web', image: 'web' });
    expect(HostConfig).toEqual({
      Binds: [],
      VolumesFrom: [],
      Privileged: false,
      RestartPolicy: { Name: 'no' },
    });
  });

  it('C10 keeps values of variables out of labels', () => {
    const { Labels } = bodyOf({ ...web, environment: { PASSWORD: 'planted-secret' } });
    expect(JSON.stringify(Labels)).not.toContain('planted-secret');
  });
});

describe('specHash', () => {
  it('C27 does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), fc.string()), (environment) => {
        const reversed = Object.fromEntries(Object.entries(environment).toReversed());
        expect(hashOf({ ...web, environment })).toBe(hashOf({ ...web, environment: reversed }));
      }),
    );
  });

  const changes: readonly Partial<ServiceDeclaration>[] = [
    { image: 'shop/web:2' },
    { environment: { A: '1', B: '3' } },
    { binds: [] },
    { volumesFrom: [] },
    { networkMode: 'none' },
    { pidMode: '' },
    { privileged: false },
    { restart: 'no' },
    { logging: { driver: 'none', options: {} } },
    { labels: {} },
    { command: ['serve'] },
  ];

  it.each(changes.map((change) => [Object.keys(change).join(), change] as const))(
    'changes with %s',
    (_name, change) => {
      expect(hashOf({ ...web, ...change })).not.toBe(hashOf(web));
    },
  );

  it('does not change with what the container itself does not see', () => {
    expect(hashOf({ ...web, dependsOn: ['db'], oneShot: true })).toBe(hashOf(web));
  });
});
