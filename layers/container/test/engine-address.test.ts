import { readEngineAddress } from '../lib/engine-address.ts';
import { EngineUnreachable } from '../lib/engine.ts';

describe('readEngineAddress', () => {
  it.each([
    [undefined, '/var/run/docker.sock'],
    ['', '/var/run/docker.sock'],
    ['unix:///srv/docker.sock', '/srv/docker.sock'],
    ['unix://', '/var/run/docker.sock'],
  ])('reads %j as the socket %s', (text, path) => {
    const address = readEngineAddress(text === undefined ? {} : { DOCKER_HOST: text });
    expect(address).toEqual({ kind: 'socket', text: `unix://${path}`, path });
  });

  it.each([
    ['tcp://10.0.0.1:2376', '10.0.0.1', 2376],
    ['tcp://engine.example', 'engine.example', 2375],
    ['http://[::1]:80', '[::1]', 80],
  ])('reads %j as host %s', (text, host, port) => {
    expect(readEngineAddress({ DOCKER_HOST: text })).toEqual({ kind: 'tcp', text, host, port });
  });

  it.each(['ssh://host', 'npipe:////./pipe/docker', 'tcp://', 'nonsense'])('refuses %j', (text) => {
    expect(() => readEngineAddress({ DOCKER_HOST: text })).toThrow(EngineUnreachable);
  });

  it('refuses TLS rather than speak without it', () => {
    const environment = { DOCKER_HOST: 'tcp://10.0.0.1:2376', DOCKER_TLS_VERIFY: '1' };
    expect(() => readEngineAddress(environment)).toThrow('an engine behind TLS is not supported');
  });
});
