import { nodeServices } from '../../lib/services.ts';

describe('nodeServices', () => {
  it('4.4 declares the container that installs the plug-in', () => {
    const images = { registry: 'opencontrailnightly', tag: 'latest' };
    const env = { LOG_DIR: '/var/log' };
    expect(nodeServices({ images, env, logging: undefined })).toEqual([
      {
        name: 'vrouter-cni',
        image: 'opencontrailnightly/contrail-kubernetes-cni-init:latest',
        environment: env,
        networkMode: 'host',
        binds: [
          { source: '/var/lib/contrail', target: '/var/lib/contrail' },
          { source: '/etc/cni', target: '/host/etc_cni' },
          { source: '/opt/cni/bin', target: '/host/opt_cni_bin' },
          { source: '/var/log/contrail/cni', target: '/var/log/contrail/cni' },
        ],
      },
    ]);
  });
});
