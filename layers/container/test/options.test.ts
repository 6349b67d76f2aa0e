import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '@reactive-charms/juju/files';
import { readContainerOptions } from '../lib/options.ts';
import type { ContainerConfig, ContainerOptions } from '../lib/options.ts';

const defaults: ContainerConfig = {
  container_runtime: 'docker',
  docker_runtime: 'upstream',
  docker_runtime_key_url: undefined,
  docker_runtime_package: undefined,
  docker_runtime_repo: undefined,
  'docker-registry': 'opencorp',
  'docker-registry-insecure': false,
  'docker-opts': undefined,
  'docker-user': undefined,
  'docker-password': undefined,
  'docker-log-driver': 'json-file',
  'docker-log-options': 'max-size=20m max-file=5',
  'image-tag': 'latest',
  http_proxy: '',
  https_proxy: '',
  no_proxy: '',
};

function valid(change: Partial<ContainerConfig>): ContainerOptions {
  const reading = readContainerOptions({ ...defaults, ...change });
  if (!reading.valid) throw new Error(reading.faults.map(({ text }) => text).join());
  return reading.options;
}

function faults(change: Partial<ContainerConfig>): string[] {
  const reading = readContainerOptions({ ...defaults, ...change });
  return reading.valid ? [] : reading.faults.map(({ text }) => text);
}

describe('readContainerOptions', () => {
  it('reads the defaults', () => {
    expect(valid({})).toEqual({
      runtime: 'docker',
      installation: 'upstream',
      registry: 'opencorp',
      insecureRegistry: undefined,
      engineSettings: {},
      credentials: undefined,
      logging: { driver: 'json-file', options: { 'max-file': '5', 'max-size': '20m' } },
      imageTag: 'latest',
      proxy: { http: '', https: '', none: '' },
    });
  });

  it('takes any unknown place of installation as custom', () => {
    expect(valid({ docker_runtime: 'somewhere' }).installation).toBe('custom');
  });

  it('C42 takes only a host as an insecure registry', () => {
    expect(valid({ 'docker-registry-insecure': true }).insecureRegistry).toBeUndefined();
    const named = { 'docker-registry-insecure': true, 'docker-registry': '10.0.0.1:5000/app' };
    expect(valid(named).insecureRegistry).toBe('10.0.0.1:5000');
  });

  it('needs user and password for credentials', () => {
    expect(valid({ 'docker-user': 'ann' }).credentials).toBeUndefined();
    expect(valid({ 'docker-user': 'ann', 'docker-password': 'x' }).credentials).toEqual({
      user: 'ann',
      password: 'x',
    });
  });

  it('has no logging when both options are empty', () => {
    const empty = { 'docker-log-driver': '', 'docker-log-options': ' ' };
    expect(valid(empty).logging).toBeUndefined();
    expect(valid({ 'docker-log-options': '' }).logging).toEqual({
      driver: 'json-file',
      options: {},
    });
    expect(valid({ 'docker-log-options': 'tag=a=b' }).logging?.options).toEqual({ tag: 'a=b' });
  });

  it('reads the settings of the engine', () => {
    expect(valid({ 'docker-opts': '{"debug": true}' }).engineSettings).toEqual({ debug: true });
  });

  it('reports all faults at once, each by its option', () => {
    expect(
      faults({
        container_runtime: 'podman',
        'docker-opts': '{"password": planted-secret',
        'docker-log-options': 'max-size=1m broken',
        no_proxy: 'a'.repeat(2024),
      }),
    ).toEqual([
      "container_runtime: 'podman' is unknown; set it to 'docker'",
      'docker-opts: this is not JSON; an object is expected',
      "docker-log-options: 'broken' is not of the form key=value",
      'no_proxy: 2024 characters are too long; 2023 are allowed',
    ]);
  });

  it('says plainly that containerd is not supported yet', () => {
    expect(faults({ container_runtime: 'containerd' })).toEqual([
      "container_runtime: 'containerd' is not supported yet by this charm revision; set it to 'docker'",
    ]);
  });

  it('wants an object in docker-opts', () => {
    expect(faults({ 'docker-opts': '[1]' })).toEqual([
      'docker-opts: a JSON object is expected, for example {"debug": true}',
    ]);
  });

  it('accepts a no_proxy of exactly the allowed length', () => {
    expect(faults({ no_proxy: 'a'.repeat(2023) })).toEqual([]);
  });
});

describe('config.yaml', () => {
  it('declares the options of the contract with their types and defaults', () => {
    const file = join(__dirname, '..', 'config.yaml');
    const options = readConfig(readFileSync(file, 'utf8'), file);
    const declared = Object.entries(options).map(([name, option]) => [
      name,
      option.type,
      option.default,
    ]);
    expect(Object.fromEntries(declared.map(([name, ...rest]) => [name, rest]))).toEqual({
      container_runtime: ['string', 'docker'],
      docker_runtime: ['string', 'upstream'],
      docker_runtime_key_url: ['string', undefined],
      docker_runtime_package: ['string', undefined],
      docker_runtime_repo: ['string', undefined],
      'docker-registry': ['string', expect.any(String)],
      'docker-registry-insecure': ['boolean', false],
      'docker-opts': ['string', undefined],
      'docker-user': ['string', undefined],
      'docker-password': ['string', undefined],
      'docker-log-driver': ['string', 'json-file'],
      'docker-log-options': ['string', 'max-size=20m max-file=5'],
      'image-tag': ['string', 'latest'],
      http_proxy: ['string', ''],
      https_proxy: ['string', ''],
      no_proxy: ['string', ''],
    });
    for (const [name, option] of Object.entries(options)) {
      expect([name, (option.description ?? '').length > 10]).toEqual([name, true]);
    }
  });
});
