import { masterServices } from '../../lib/services.ts';

const images = { registry: 'registry.example:5000/contrail', tag: '2011' };
const env = { K8S_TOKEN: 'T', LOG_LEVEL: 'SYS_NOTICE' };

describe('masterServices', () => {
  it('4.3 declares node-init', () => {
    const [nodeInit] = masterServices({ images, env, logging: undefined });
    expect(nodeInit).toEqual({
      name: 'node-init',
      image: 'registry.example:5000/contrail/contrail-node-init:2011',
      environment: {
        ...env,
        CONTRAIL_STATUS_IMAGE: 'registry.example:5000/contrail/contrail-status:2011',
      },
      privileged: true,
      pidMode: 'host',
      networkMode: 'host',
      binds: [
        { source: '/usr/bin', target: '/host/usr/bin' },
        { source: '/etc/contrail/ssl/kubernetes-master', target: '/etc/contrail/ssl' },
        { source: '/etc/sysctl.d', target: '/etc/sysctl.d' },
        { source: '/etc/hosts', target: '/etc/hosts' },
        { source: '/var/log/contrail', target: '/var/log/contrail' },
        { source: '/etc/timezone', target: '/etc/timezone' },
        { source: '/etc/localtime', target: '/etc/localtime' },
        { source: '/var/crashes', target: '/var/crashes' },
      ],
    });
  });

  it('4.3 declares kubemanager on the volumes of node-init', () => {
    const logging = { driver: 'json-file', options: { 'max-file': '5' } };
    const [, kubeManager] = masterServices({ images, env, logging });
    expect(kubeManager).toEqual({
      name: 'kubemanager',
      image: 'registry.example:5000/contrail/contrail-kubernetes-kube-manager:2011',
      environment: env,
      networkMode: 'host',
      volumesFrom: ['node-init'],
      dependsOn: ['node-init'],
      restart: 'always',
      logging,
    });
  });
});
