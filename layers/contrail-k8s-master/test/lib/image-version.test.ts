import { readImageVersion } from '../../lib/image-version.ts';

describe('readImageVersion', () => {
  it.each([
    ['latest', 9999],
    ['master-2101', 9999],
    ['2011', 2011],
    ['1912-latest', 1912],
    ['21.4', 2104],
    ['21.10', 2101],
    ['22.1', 2201],
    ['5.1', 510],
    ['5.0.1', 500],
    ['23.1', 9999],
    ['20210315', 2103],
    ['5.1.0-0.1965', 1965],
    ['2011.L1.2105', 2105],
  ])('6 reads tag %s as %d', (tag, version) => {
    expect(readImageVersion(tag)).toBe(version);
  });
});
