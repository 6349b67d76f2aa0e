import { parseGoDuration, parseGoTime } from '../../src/tools/go-time.ts';

describe('times of Go', () => {
  it.each([
    ['1h30m', 5_400_000],
    ['24h', 86_400_000],
    ['1.5s', 1500],
    ['-2m', -120_000],
    ['0', 0],
    ['.5h', 1_800_000],
  ])('reads the duration %s', (text, milliseconds) => {
    expect(parseGoDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', '1d', 'h', '1h x', '1h30'])('takes %j for no duration', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });

  it.each([
    ['2027-01-01T06:06:06', '2027-01-01T06:06:06.000Z'],
    ['2027-01-01T06:06:06Z', '2027-01-01T06:06:06.000Z'],
    ['2027-01-01T06:06:06+02:00', '2027-01-01T04:06:06.000Z'],
  ])('reads the time %s', (text, instant) => {
    expect(parseGoTime(text)).toBe(instant);
  });

  it.each(['2027-01-01', 'tomorrow', '2027-13-01T00:00:00Z'])('takes %j for no time', (text) => {
    expect(parseGoTime(text)).toBeUndefined();
  });
});
