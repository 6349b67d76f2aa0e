import { decodeToken, readTokenArguments } from '../../lib/token.ts';

describe('decodeToken', () => {
  it('3 decodes what kubectl prints', () => {
    expect(decodeToken(Buffer.from('a.b-c_d').toString('base64'))).toEqual({ token: 'a.b-c_d' });
  });

  it('3 takes quotes around it, as older versions of the template made them', () => {
    expect(decodeToken('"YWJj"\n')).toEqual({ token: 'abc' });
  });

  it.each(['', '\n', '<no value>', '"<no value>"'])('3 waits on %j', (printed) => {
    expect(decodeToken(printed)).toEqual({ problem: 'the cluster has not made the token yet' });
  });

  it.each(['Error from server', 'YWJj=', 'YW', '====', '<no vals>'])('3 refuses %j', (printed) => {
    expect(decodeToken(printed).token).toBeUndefined();
  });

  it('row 23: refuses a token with a line break', () => {
    expect(decodeToken(Buffer.from('a\nb').toString('base64')).token).toBeUndefined();
  });
});

describe('readTokenArguments', () => {
  it('3 asks for the token without quotes in the template', () => {
    expect(readTokenArguments()).toEqual([
      '--kubeconfig',
      '/root/.kube/config',
      'get',
      'secret',
      'contrail-kubemanager',
      '-n',
      'contrail',
      '-o',
      'go-template={{.data.token}}',
    ]);
  });
});
