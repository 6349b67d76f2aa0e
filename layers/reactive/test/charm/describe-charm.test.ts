import { describeCharm, inspectCharm } from '../../lib/charm/describe-charm.ts';
import { sealCharm } from '../../lib/charm/seal-charm.ts';
import { charmOf } from '../support/charms.ts';

const nothing = (): void => undefined;

describe('the description of a charm', () => {
  const definition = {
    ...charmOf((layer) => {
      layer.hook('{requires:mysql}-relation-joined').when('a').handle('join', nothing);
      layer
        .whenFileChanged('/etc/a', () => '/etc/b')
        .onlyOnce()
        .handle('files', nothing);
      layer.trigger({ when: 'a', set: 'b' });
      layer.trigger({ whenNot: 'a', run: nothing });
    }),
    actions: { backup: { description: '', params: {}, required: [] } },
    executables: ['reactive/mail'],
  };

  it('is data that JSON can carry: handlers, triggers and findings', () => {
    const description = describeCharm(sealCharm(definition));
    expect(JSON.parse(JSON.stringify(description))).toEqual({
      handlers: [
        {
          id: 'blog/join',
          binding: { kind: 'hook', hooks: ['db-relation-joined'] },
          conditions: [{ kind: 'all', flags: ['a'] }],
        },
        {
          id: 'blog/files',
          binding: { kind: 'flags' },
          conditions: [{ kind: 'fileChanged', paths: ['/etc/a', '(computed)'] }, { kind: 'once' }],
        },
        {
          id: 'executable/reactive/mail',
          binding: { kind: 'executable', path: 'reactive/mail' },
          conditions: [],
        },
      ],
      triggers: [
        { when: 'a', set: 'b', run: false },
        { whenNot: 'a', run: true },
      ],
      flags: [],
      findings: [
        {
          severity: 'warning',
          code: 'ACTION_UNSERVED',
          text: 'action backup of actions.yaml has no handler',
          fix: expect.any(String),
        },
      ],
    });
  });

  it('of a charm that cannot be composed says why', () => {
    const broken = charmOf((layer) => layer.when('a').whenNot('a').handle('x', nothing));
    expect(inspectCharm(broken)).toEqual({
      handlers: [],
      triggers: [],
      flags: [],
      findings: [expect.objectContaining({ severity: 'error', code: 'HANDLER_NEVER_RUNS' })],
    });
    expect(inspectCharm(definition)).toEqual(describeCharm(sealCharm(definition)));
  });
});
