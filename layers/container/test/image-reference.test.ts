import { imageReference, parseImageReference, registryHost } from '../lib/image-reference.ts';

describe('imageReference', () => {
  it.each([
    ['opencorp', 'opencorp/app:1.2'],
    ['registry.example:5000/path/', 'registry.example:5000/path/app:1.2'],
    ['', 'app:1.2'],
  ])('composes the registry %j into %j', (registry, expected) => {
    expect(imageReference({ registry, image: 'app', tag: '1.2' })).toBe(expected);
  });
});

describe('parseImageReference', () => {
  const digest = `sha256:${'0'.repeat(64)}`;

  it.each([
    ['app', undefined, 'app', 'latest', undefined],
    ['opencorp/app:1.2', undefined, 'opencorp/app', '1.2', undefined],
    ['localhost:5000/app', 'localhost:5000', 'localhost:5000/app', 'latest', undefined],
    ['my.image:1', undefined, 'my.image', '1', undefined],
    [`r.example/a/b@${digest}`, 'r.example', 'r.example/a/b', undefined, digest],
    [`r.example/a/b:2@${digest}`, 'r.example', 'r.example/a/b', '2', digest],
  ])('takes %s apart', (text, host, repository, tag, foundDigest) => {
    expect(parseImageReference(text)).toEqual({
      registryHost: host,
      repository,
      tag,
      digest: foundDigest,
    });
  });

  it.each(['', 'a?b', 'a//b', '../a', 'a:', 'a:t:u', 'a@b', 'A/b c'])('refuses %j', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});

describe('registryHost', () => {
  it.each([
    ['opencorp', undefined],
    ['opencorp/nightly', undefined],
    ['registry.example/path', 'registry.example'],
    ['10.0.0.1:5000', '10.0.0.1:5000'],
    ['localhost/path', 'localhost'],
  ])('C42 finds in the prefix %j the host %j', (prefix, host) => {
    expect(registryHost(prefix)).toBe(host);
  });
});
