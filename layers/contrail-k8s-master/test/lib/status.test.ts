import { findHindrance } from '../../lib/status.ts';
import {
  NO_CONTROLLER,
  PLAIN_CONTROLLER,
  sampleFacts,
  sampleOptions,
} from '../support/sample-facts.ts';

describe('findHindrance', () => {
  it('5.1 finds none in the plain deployment', () => {
    expect(findHindrance(sampleFacts())).toBeUndefined();
  });

  it('5.1 row 1: shows that the controllers are upgraded by ISSU', () => {
    const controller = { ...PLAIN_CONTROLLER, maintenance: 'issu', ziu: 1 };
    expect(findHindrance(sampleFacts({ controller, api: undefined }))).toEqual({
      status: 'maintenance',
      message: 'issu is in progress',
    });
  });

  it('5.1 row 2: shows the stage of an upgrade with zero impact', () => {
    const controller = { ...PLAIN_CONTROLLER, ziu: 0 };
    expect(findHindrance(sampleFacts({ controller, token: undefined }))).toEqual({
      status: 'maintenance',
      message: 'ziu is in progress - stage/done = 0/None',
    });
    const finished = { ...PLAIN_CONTROLLER, ziu: 6 };
    expect(findHindrance(sampleFacts({ controller: finished }))).toBeUndefined();
  });

  it('5.1 row 3: names all missing relations in order', () => {
    const facts = sampleFacts({
      controller: NO_CONTROLLER,
      api: undefined,
      tls: { related: true, certificates: undefined },
    });
    expect(findHindrance(facts)).toEqual({
      status: 'blocked',
      message:
        'Missing or incomplete relations: contrail-controller, kube-api-endpoint, tls-certificates',
    });
  });

  it('5.1 row 3: counts a controller without addresses as missing', () => {
    const controller = { ...PLAIN_CONTROLLER, controllerIps: [] };
    expect(findHindrance(sampleFacts({ controller }))?.message).toBe(
      'Missing or incomplete relations: contrail-controller',
    );
  });

  it('row 3 of section 7: asks for no controller in nested mode', () => {
    const options = sampleOptions({ nested_mode: true });
    const controller = { ...NO_CONTROLLER, cloudOrchestrator: 'kubernetes' };
    expect(findHindrance(sampleFacts({ options, controller }))).toBeUndefined();
  });

  it('row 8 of section 7: is content with certificates, and without the relation', () => {
    const certificates = { ca: 'ca', certificate: 'cert', key: 'key' };
    expect(findHindrance(sampleFacts({ tls: { related: true, certificates } }))).toBeUndefined();
    expect(
      findHindrance(sampleFacts({ tls: { related: false, certificates: undefined } })),
    ).toBeUndefined();
  });

  it('5.1 row 4: misses the orchestrator', () => {
    const controller = { ...PLAIN_CONTROLLER, cloudOrchestrator: undefined };
    expect(findHindrance(sampleFacts({ controller, token: undefined }))).toEqual({
      status: 'blocked',
      message: 'Missing cloud_orchestrator info in relation with contrail-controller.',
    });
  });

  it('5.1 row 5: waits for the token', () => {
    expect(findHindrance(sampleFacts({ token: undefined }))).toEqual({
      status: 'waiting',
      message: 'Kube manager token is absent. Wait for token from kubectl run.',
    });
  });

  it('5.1 row 6: misses keystone beside OpenStack', () => {
    const controller = {
      ...PLAIN_CONTROLLER,
      cloudOrchestrator: 'openstack',
      cloudOrchestrators: ['kubernetes', 'openstack'],
    };
    expect(findHindrance(sampleFacts({ controller }))).toEqual({
      status: 'blocked',
      message: 'Missing auth info in relation with contrail-controller.',
    });
    const complete = { ...controller, auth: { ip: '10.0.12.122' } };
    expect(findHindrance(sampleFacts({ controller: complete }))).toBeUndefined();
  });

  it('row 23: refuses a password with a line break, and does not show it', () => {
    const controller = { ...PLAIN_CONTROLLER, auth: { adminPassword: 's3\ncret' } };
    expect(findHindrance(sampleFacts({ controller }))).toEqual({
      status: 'blocked',
      message: 'Values with a line break: KEYSTONE_AUTH_ADMIN_PASSWORD',
    });
  });
});
