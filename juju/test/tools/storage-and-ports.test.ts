import { answering, json } from '../support/answering-tools.ts';

describe('opened-ports', () => {
  it.each([
    ['C82 a list', ['icmp', '80/tcp', '8080-8088/udp'], ['icmp', '80/tcp', '8080-8088/udp']],
    ['C82 an empty list', [], []],
    ['null', null, []],
  ])('reads %s', async (_case, answer, ports) => {
    expect(await answering(json(answer)).tools.openedPorts()).toEqual(ports);
  });

  it('refuses what is no port', async () => {
    await expect(answering(json(['80'])).tools.openedPorts()).rejects.toThrow(
      'opened-ports answered "80", which is no proper name',
    );
  });
});

describe('open-port and close-port', () => {
  it('C80 C81 say what Juju refuses', async () => {
    const stderr =
      'ERROR cannot open 85/tcp (unit "u/0"): port range conflicts with 80-90/tcp (unit "u/0")\n';
    const { tools } = answering({ code: 1, stderr });
    await expect(tools.openPort('85/tcp')).rejects.toThrow('port range conflicts with 80-90/tcp');
    await expect(tools.closePort('85/tcp')).rejects.toThrow('close-port failed with exit code 1');
  });
});

describe('storage-list', () => {
  it.each([
    ['C91 no storage', [], []],
    ['null', null, []],
    ['instances', ['data/0', 'multi-fs/12'], ['data/0', 'multi-fs/12']],
  ])('reads %s', async (_case, answer, ids) => {
    expect(await answering(json(answer)).tools.storageList()).toEqual(ids);
  });

  it('refuses what is no instance', async () => {
    await expect(answering(json(['data'])).tools.storageList()).rejects.toThrow(
      'storage-list answered "data", which is no proper name',
    );
  });
});

describe('storage-get', () => {
  it('C90 reads kind and location', async () => {
    const { tools } = answering(json({ kind: 'block', location: '/dev/sdb', other: 1 }));
    expect(await tools.storageGet('data/0')).toEqual({ kind: 'block', location: '/dev/sdb' });
  });

  it.each([
    [{ kind: 'tape', location: '/dev/st0' }, 'storage-get answered a text, expected filesystem or'],
    [{ location: '/srv' }, 'storage-get answered nothing, expected filesystem or block as kind'],
    [{ kind: 'block', location: '' }, 'storage-get answered an empty text, expected a text'],
  ])('refuses %j', async (answer, text) => {
    await expect(answering(json(answer)).tools.storageGet('data/0')).rejects.toThrow(text);
  });
});
