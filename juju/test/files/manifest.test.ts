import { readManifest } from '../../src/files/manifest.ts';
import { verdict } from './support.ts';

function read(text: string): string {
  return verdict(() => readManifest(text, 'manifest.yaml')).join('\n');
}

describe('readManifest', () => {
  it('reads bases and normalises architectures', () => {
    const text = `bases:
  - name: ubuntu
    channel: "22.04/stable"
    architectures: [x86_64, aarch64, s390x]
    other: ignored
  - {name: ubuntu, channel: "24.04"}
`;
    expect(readManifest(text, 'manifest.yaml')).toEqual({
      bases: [
        { name: 'ubuntu', channel: '22.04/stable', architectures: ['amd64', 'arm64', 's390x'] },
        { name: 'ubuntu', channel: '24.04', architectures: [] },
      ],
    });
  });

  it('J54 needs a list of bases, which may be empty', () => {
    expect(read('')).toContain('must be a map');
    expect(read('analysis: {}')).toContain('has no "bases"');
    expect(read('bases:')).toContain('must be a list');
    expect(read('bases: {}')).toContain('must be a list');
    expect(read('bases: []')).toBe('accepted');
  });

  it.each([
    ['{channel: "22.04"}', 'has no "name"'],
    ['{name: "", channel: "22.04"}', 'not empty'],
    ['{name: debian, channel: "12"}', '"ubuntu"'],
    ['{name: ubuntu}', 'has no "channel"'],
    ['{name: ubuntu, channel: 22.04}', 'found the number 22.04'],
    ['{name: ubuntu, channel: "22.04/new"}', 'a channel such as'],
    ['{name: ubuntu, channel: "22.04/edge/x/y"}', 'a channel such as'],
    ['{name: ubuntu, channel: "22.04", architectures: amd64}', 'must be a list'],
    ['{name: ubuntu, channel: "22.04", architectures: [z80]}', '"amd64"'],
  ])('J55 refuses the base %s', (base, expected) => {
    expect(read(`bases: [${base}]`)).toContain(expected);
  });

  it('J55 accepts a channel with a branch', () => {
    expect(read('bases: [{name: ubuntu, channel: 22.04/edge/fix}]')).toBe('accepted');
  });
});
