import { clientSchema } from '@reactive-charms/interface-contrail-controller';
import { configSchema } from '@reactive-charms/interface-contrail-kubernetes-config';
import { controllerPublication, nodePublication } from '../../lib/publications.ts';
import { sampleFacts, sampleOptions } from '../support/sample-facts.ts';

describe('controllerPublication', () => {
  it('2.8(a) is on the wire what the Python charm writes', () => {
    expect(clientSchema.encode(controllerPublication(sampleFacts()))).toMatchObject({
      'unit-type': 'kubernetes',
      'orchestrator-info':
        '{"cloud_orchestrator": "kubernetes", "kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443"}',
      k8s_info: String.raw`{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": "[\"10.0.12.20\", \"10.0.12.30\"]", "cluster_name": "k8s"}`,
    });
  });

  it('2.1 leaves out what is not known yet, and has null for unknown workers', () => {
    const facts = sampleFacts({ api: undefined, token: undefined, workers: undefined });
    expect(clientSchema.encode(controllerPublication(facts))).toMatchObject({
      'orchestrator-info': '{"cloud_orchestrator": "kubernetes"}',
      k8s_info:
        '{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": null, "cluster_name": "k8s"}',
    });
  });
});

describe('nodePublication', () => {
  it('2.8(a) is on the wire what the Python charm writes', () => {
    expect(configSchema.encode(nodePublication(sampleFacts()))).toEqual({
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: 'False',
      nested_mode_config: '{}',
    });
  });

  it('2.8(c) hands nested_mode_config on byte for byte', () => {
    const text = '{"A":  "x",\t"B":"y"}';
    const options = sampleOptions({ nested_mode: true, nested_mode_config: text });
    expect(configSchema.encode(nodePublication(sampleFacts({ options })))).toMatchObject({
      nested_mode: 'True',
      nested_mode_config: text,
    });
  });
});
