import { checkOptions, describeFaults, restoreOptions, storeOptions } from '../../lib/options.ts';
import type { OperatorOptions } from '../../lib/options.ts';
import { DEFAULTS, sampleOptions } from '../support/sample-facts.ts';

function faultsOf(changes: Partial<OperatorOptions>): readonly string[] {
  return checkOptions({ ...DEFAULTS, ...changes }).faults;
}

describe('checkOptions', () => {
  it('takes the defaults', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each<[keyof OperatorOptions, string]>([
    ['pod_subnets', '10.32.0.0/12 10.48.0.0/12'],
    ['pod_subnets', '10.32.0.0/12,fd00::/64'],
    ['control-network', 'eth1'],
    ['control-network', '10.0.12.0/24, ens3'],
    ['control-network', ''],
    ['log-level', 'SYS_DEBUG'],
    ['cluster_name', 'my_cluster.1'],
    ['cluster_project', "{'domain':'default-domain','project':'admin'}"],
    ['public_fip_pool', '{"domain": "default-domain", "name": "pool"}'],
    ['kubernetes_api_hostname', 'api.k8s.example'],
    ['kubernetes_api_hostname', '10.0.12.99'],
    ['kubernetes_api_secure_port', '443'],
    ['nested_mode_config', '{"AUTH_MODE": "keystone", "PORT": 5000, "INSECURE": true}'],
  ])('takes %s = %s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([]);
  });

  it.each<[keyof OperatorOptions, string, string]>([
    ['pod_subnets', '10.32.0.0', 'pod_subnets "10.32.0.0" is not a network'],
    ['pod_subnets', '10.32.0.0/33', 'pod_subnets "10.32.0.0/33" is not a network'],
    ['pod_subnets', '', 'pod_subnets is empty'],
    ['service_subnets', '10.96.0.0/12 x', 'service_subnets "x" is not a network'],
    ['ip_fabric_subnets', 'fd00::/129', 'ip_fabric_subnets "fd00::/129" is not a network'],
    ['control-network', '10.0.12.0/99', 'control-network "10.0.12.0/99" is neither'],
    ['log-level', 'DEBUG', 'log-level "DEBUG" is not one of SYS_EMERG'],
    ['cluster_name', 'my cluster', 'cluster_name "my cluster" is not a name'],
    ['cluster_name', '', 'cluster_name "" is not a name'],
    ['cluster_network', '[]', 'cluster_network "[]" is not a mapping'],
    ['cluster_project', '{\n}', 'cluster_project contains a line break'],
    ['kubernetes_api_hostname', 'http://api', 'kubernetes_api_hostname "http://api" is not a host'],
    ['kubernetes_api_secure_port', '0', 'kubernetes_api_secure_port "0" is not a port'],
    ['kubernetes_api_secure_port', '65536', 'kubernetes_api_secure_port "65536" is not a port'],
    ['kubernetes_cluster_domain', 'a\nb', 'kubernetes_cluster_domain contains a line break'],
    ['nested_mode_config', '{', 'nested_mode_config is not a JSON object'],
    ['nested_mode_config', '{"A B": "x"}', 'nested_mode_config "A B" is not a name'],
    ['nested_mode_config', '{"A": "x\\ny"}', 'nested_mode_config A contains a line break'],
    ['nested_mode_config', '{"A": {}}', 'nested_mode_config A is not a plain value'],
  ])('row 17: refuses %s = %j', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(fault)]);
  });

  it('row 17: names all faults in one message', () => {
    const faults = faultsOf({ pod_subnets: 'x', 'log-level': 'y' });
    expect(describeFaults(faults)).toMatch(/^Invalid options: log-level .*; pod_subnets "x"/);
    expect(describeFaults([])).toBeUndefined();
  });

  it('row 17: keeps the last good options in force', () => {
    const bad = { ...DEFAULTS, cluster_name: 'new', pod_subnets: 'x' };
    expect(checkOptions(bad, DEFAULTS).options).toEqual(sampleOptions());
    expect(checkOptions(bad).options).toBeUndefined();
  });

  it('row 18: refuses a change of nested_mode and says the way back', () => {
    const { options, faults } = checkOptions({ ...DEFAULTS, nested_mode: true }, DEFAULTS);
    expect(faults).toEqual([
      'nested_mode cannot be changed after deployment (set it back to false)',
    ]);
    expect(options?.nestedMode).toBe(false);
  });

  it('never shows a value of nested_mode_config', () => {
    const faults = faultsOf({ nested_mode_config: '{"KEYSTONE_AUTH_ADMIN_PASSWORD": ["s3cret"]}' });
    expect(faults.join()).toContain('KEYSTONE_AUTH_ADMIN_PASSWORD');
    expect(faults.join()).not.toContain('s3cret');
  });

  it('uses the address of the API by option only when host name and port are set', () => {
    expect(sampleOptions({ kubernetes_api_hostname: 'api' }).api).toBeUndefined();
    expect(sampleOptions({ kubernetes_api_secure_port: '443' }).api).toBeUndefined();
    expect(
      sampleOptions({ kubernetes_api_hostname: 'api', kubernetes_api_secure_port: '443' }).api,
    ).toEqual({ hostname: 'api', port: '443' });
  });

  it('reads variables of nested mode as Python prints them, in their order', () => {
    const text = '{"B": "x", "A": true, "C": 5}';
    const { nestedVariables, nestedModeConfig } = sampleOptions({ nested_mode_config: text });
    expect(Object.entries(nestedVariables)).toEqual([
      ['B', 'x'],
      ['A', 'True'],
      ['C', '5'],
    ]);
    expect(nestedModeConfig).toBe(text);
  });
});

describe('storeOptions', () => {
  it('keeps options so that restoreOptions gives them back, whatever is set now', () => {
    const kept: OperatorOptions = { ...DEFAULTS, cluster_name: 'kept', ip_fabric_snat: true };
    const now: OperatorOptions = { ...DEFAULTS, cluster_name: 'now', 'control-network': 'eth1' };
    expect(restoreOptions(storeOptions(kept), now)).toEqual(kept);
  });

  it('gives the options of now where nothing was kept', () => {
    expect(restoreOptions({ cluster_name: 'kept' }, DEFAULTS)).toEqual({
      ...DEFAULTS,
      cluster_name: 'kept',
    });
    expect(restoreOptions(undefined, DEFAULTS)).toEqual(DEFAULTS);
  });
});
