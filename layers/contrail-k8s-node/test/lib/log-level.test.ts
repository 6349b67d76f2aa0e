import { checkLogLevel } from '../../lib/log-level.ts';

describe('checkLogLevel', () => {
  it('1.3 takes the levels of the containers', () => {
    expect(checkLogLevel('SYS_DEBUG', undefined)).toEqual({
      logLevel: 'SYS_DEBUG',
      fault: undefined,
    });
  });

  it('row 17: names a fault and keeps the last good level', () => {
    const { logLevel, fault } = checkLogLevel('debug', 'SYS_INFO');
    expect(logLevel).toBe('SYS_INFO');
    expect(fault).toMatch(/^Invalid option: log-level "debug" is not one of SYS_EMERG/);
  });
});
