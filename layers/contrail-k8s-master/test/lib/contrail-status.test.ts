import { judgeReport, parseJsonReport, parseTextReport } from '../../lib/contrail-status.ts';

const TEXT = `Pod  Service  Original Name  State  Id  Status
kubernetes  kube-manager  contrail-kubernetes-kube-manager  running  1  Up

== Contrail kubernetes ==
kube-manager: active

== Contrail control ==
control: initializing (BGP down)
`;

describe('parseTextReport', () => {
  it('5.3 reads groups and their services', () => {
    expect([...parseTextReport(TEXT)]).toEqual([
      ['kubernetes', [{ service: 'kube-manager', state: 'active' }]],
      ['control', [{ service: 'control', state: 'initializing (BGP down)' }]],
    ]);
  });

  it('5.3 skips the first line', () => {
    expect(parseTextReport('== Contrail kubernetes ==\nkube-manager: active').size).toBe(0);
  });
});

describe('parseJsonReport', () => {
  it('5.3 reads groups and their services', () => {
    const output = '{"pods": {"kubernetes": [{"kube-manager": "backup"}]}, "containers": []}';
    expect([...(parseJsonReport(output) ?? [])]).toEqual([
      ['kubernetes', [{ service: 'kube-manager', state: 'backup' }]],
    ]);
  });

  it.each(['', 'no json', '[]', '{}', '{"pods": null}', '{"pods": []}'])(
    '5.3 takes %j for no report',
    (output) => {
      expect(parseJsonReport(output)).toBeUndefined();
    },
  );

  it('passes over services that are no objects', () => {
    const report = parseJsonReport('{"pods": {"kubernetes": [null, 1, "x"], "other": 5}}');
    expect(report?.get('kubernetes')).toEqual([]);
    expect(report?.get('other')).toEqual([]);
  });
});

describe('judgeReport', () => {
  const withState = (state: string, service = 'kube-manager'): ReturnType<typeof judgeReport> =>
    judgeReport(new Map([['kubernetes', [{ service, state }]]]));

  it.each([
    ['active', 'active', 'Unit is ready'],
    ['backup', 'active', 'Unit is ready'],
    ['initializing', 'waiting', 'kube-manager is not ready. Reason: initializing'],
    ['inactive', 'blocked', 'kube-manager is not ready. Reason: inactive'],
  ])('5.3 takes state %s as %s', (state, status, message) => {
    expect(withState(state)).toEqual({ status, message });
  });

  it('row 21: waits while the service initializes, whatever the reason', () => {
    expect(withState('initializing (Database:Cassandra connection down)')).toEqual({
      status: 'waiting',
      message:
        'kube-manager is not ready. Reason: initializing (Database:Cassandra connection down)',
    });
  });

  it('row 21: waits when the report is empty', () => {
    expect(judgeReport(new Map())).toEqual({
      status: 'waiting',
      message: 'POD kubernetes is absent in the contrail-status',
    });
  });

  it('5.3 waits without a report', () => {
    expect(judgeReport(undefined)).toEqual({
      status: 'waiting',
      message: 'Waiting services to run in container',
    });
  });

  it('5.3 waits for the service, and knows it by its prefix', () => {
    expect(withState('active', 'kube-managers')).toEqual({
      status: 'waiting',
      message: 'kube-manager is absent in the contrail-status',
    });
    expect(withState('active', 'kube-manager-1').status).toBe('active');
  });
});
