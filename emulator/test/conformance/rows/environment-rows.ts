import { setModelConfig } from '../../../src/transitions/index.ts';
import { ofVersion } from '../fixture.ts';
import {
  ATTACHED,
  BROKEN,
  CREATED,
  DEPARTED,
  FOLLOWER,
  JOINED,
  PLAIN,
  action,
  applicationChanged,
  changed,
} from '../row.ts';
import type { Moment, Row } from '../row.ts';
import { GRANTED, ID, held } from './held-secrets.ts';

function tells(row: string, moment: Moment, about: Row['about'] = {}, given?: Row['given']): Row {
  const { unit, program } = moment;
  return {
    row,
    says: `${program} is told what it is about`,
    moment,
    ...(given ? { given } : {}),
    calls: [],
    about: unit === 'u/0' && program === 'dump' ? about : { ...named(program), ...about },
  };
}

function named(hook: string): Record<string, string> {
  return { JUJU_HOOK_NAME: hook, JUJU_DISPATCH_PATH: `hooks/${hook}` };
}

const WITH_APP = { JUJU_RELATION: 'db', JUJU_RELATION_ID: 'db:1', JUJU_REMOTE_APP: 'app' };
const WITH_THREE = { JUJU_RELATION: 'web', JUJU_RELATION_ID: 'web:2', JUJU_REMOTE_APP: 'three' };

/** A secret of app that u/0 has read gets a third revision. */
const SECRET_CHANGED: Moment = {
  unit: 'u/0',
  program: 'secret-changed',
  trigger: (model) => {
    const secret = model.secrets[ID];
    const content = secret?.revisions[2];
    if (!secret || !content) return model;
    return held({ ...secret, latest: 3, revisions: { ...secret.revisions, 3: content } })(model);
  },
};

/** What a run is told by its environment. Source: contract sections 1 and 9.3. */
export const ENVIRONMENT_ROWS: readonly Row[] = [
  tells('section 9.3', PLAIN),
  tells('section 9.3', CREATED, { ...WITH_THREE, JUJU_REMOTE_UNIT: '' }),
  tells('section 9.3', JOINED, { ...WITH_THREE, JUJU_REMOTE_UNIT: 'three/0' }),
  tells('section 9.3', changed(), { ...WITH_APP, JUJU_REMOTE_UNIT: 'app/0' }),
  tells('C50', applicationChanged({ a: '1' }), { ...WITH_APP, JUJU_REMOTE_UNIT: '' }),
  tells('C53', DEPARTED, {
    ...WITH_APP,
    JUJU_REMOTE_UNIT: 'app/0',
    JUJU_DEPARTING_UNIT: 'app/0',
  }),
  tells('C52', BROKEN, { ...WITH_APP, JUJU_REMOTE_UNIT: '' }),
  tells('section 9.3', ATTACHED, {
    JUJU_STORAGE_ID: 'data/0',
    JUJU_STORAGE_LOCATION: '/srv',
    JUJU_STORAGE_KIND: 'filesystem',
  }),
  tells('section 9.3', SECRET_CHANGED, { JUJU_SECRET_ID: `secret:${ID}`, JUJU_SECRET_LABEL: '' }, [
    ofVersion('3.1.0'),
    GRANTED,
  ]),
  tells('C63', action(), {
    JUJU_HOOK_NAME: '',
    JUJU_DISPATCH_PATH: 'actions/dump',
    JUJU_ACTION_NAME: 'dump',
    JUJU_ACTION_UUID: '2',
    JUJU_ACTION_TAG: 'action-2',
  }),
  {
    row: 'C60',
    says: 'nothing of the agent’s own is passed on, and the tools come first',
    calls: [],
    variables: {
      HOME: undefined,
      USER: undefined,
      LOGNAME: undefined,
      SHELL: undefined,
      NODE_ENV: undefined,
      PATH: /^\S*\/var\/lib\/juju\/tools\/unit-u-0:/,
      LANG: 'C.UTF-8',
      TERM: 'tmux-256color',
      DEBIAN_FRONTEND: 'noninteractive',
      APT_LISTCHANGES_FRONTEND: 'none',
      JUJU_CONTEXT_ID: /^u\/0-update-status-[0-9a-f]{32}$/,
      JUJU_AGENT_SOCKET_NETWORK: 'unix',
      JUJU_UNIT_NAME: 'u/0',
      JUJU_MACHINE_ID: '0',
      JUJU_VERSION: '3.6.11',
      JUJU_AVAILABILITY_ZONE: '',
      CLOUD_API_VERSION: '',
      JUJU_SLA: 'unsupported',
      JUJU_METER_STATUS: undefined,
    },
  },
  {
    row: 'C61',
    says: 'a principal’s own variable is there and empty',
    moment: FOLLOWER,
    calls: [],
    variables: { JUJU_PRINCIPAL_UNIT: '', JUJU_UNIT_NAME: 'u/1' },
  },
  {
    row: 'C62',
    says: 'without proxies the legacy variables are absent, the others there',
    calls: [],
    variables: {
      http_proxy: undefined,
      no_proxy: undefined,
      JUJU_CHARM_HTTP_PROXY: '',
      JUJU_CHARM_NO_PROXY: '127.0.0.1,localhost,::1',
    },
  },
  {
    row: 'C62',
    says: 'one proxy brings the whole group, in small and in capital letters',
    given: [setModelConfig({ 'http-proxy': 'http://proxy:3128' })],
    calls: [],
    variables: {
      http_proxy: 'http://proxy:3128',
      HTTP_PROXY: 'http://proxy:3128',
      https_proxy: undefined,
      no_proxy: '127.0.0.1,localhost,::1',
      NO_PROXY: '127.0.0.1,localhost,::1',
    },
  },
];
