import { createLog } from '../../lib/dispatch/log.ts';
import { createMemoryHookTools, freshUnit } from '@reactive-charms/testing';

describe('createLog', () => {
  it('sends lines to Juju in order and with their levels, debug lines to the output', async () => {
    const tools = createMemoryHookTools(freshUnit('wordpress/0'));
    const lines: string[] = [];
    const log = createLog(tools, (line) => lines.push(line));
    log.info('one');
    log.debug('two');
    log.warning('three');
    log.error('four');
    await log.flush();
    expect(lines).toEqual(['two']);
    expect(tools.logLines).toEqual([
      { level: 'INFO', message: 'one' },
      { level: 'WARNING', message: 'three' },
      { level: 'ERROR', message: 'four' },
    ]);
  });

  it('writes a line to the output when Juju does not take it, and goes on', async () => {
    const tools = createMemoryHookTools(freshUnit('wordpress/0'));
    const lines: string[] = [];
    const log = createLog(
      {
        ...tools,
        log: async (level, message) =>
          message === 'lost' ? Promise.reject(new Error('no agent')) : tools.log(level, message),
      },
      (line) => lines.push(line),
    );
    log.info('lost');
    log.info('kept');
    await log.flush();
    expect(lines).toEqual(['INFO lost']);
    expect(tools.logLines).toEqual([{ level: 'INFO', message: 'kept' }]);
  });

  it('does not hold up the handler', async () => {
    let release: (() => void) | undefined;
    const tools = createMemoryHookTools(freshUnit('wordpress/0'));
    const log = createLog(
      { ...tools, log: async () => new Promise((resolve) => (release = resolve)) },
      () => undefined,
    );
    log.info('slow');
    await Promise.resolve();
    const flushed = jest.fn();
    const flushing = log.flush().then(flushed);
    await Promise.resolve();
    expect(flushed).not.toHaveBeenCalled();
    release?.();
    await flushing;
    expect(flushed).toHaveBeenCalled();
  });
});
