/** The settings of a model that `juju model-config` shows and that this model heeds. */
export interface ModelConfig {
  /** @default true */
  readonly 'automatically-retry-hooks': boolean;
  /** A duration of Go, from `1m` to `60m`. @default '5m' */
  readonly 'update-status-hook-interval': string;
  /** Subnets that traffic comes from, comma-separated; empty means each unit's own address. */
  readonly 'egress-subnets': string;
  readonly 'http-proxy': string;
  readonly 'https-proxy': string;
  readonly 'ftp-proxy': string;
  readonly 'no-proxy': string;
  readonly 'juju-http-proxy': string;
  readonly 'juju-https-proxy': string;
  readonly 'juju-ftp-proxy': string;
  readonly 'juju-no-proxy': string;
}

/** What a new model starts with; the no-proxy values are Juju's own. */
export const DEFAULT_MODEL_CONFIG: ModelConfig = {
  'automatically-retry-hooks': true,
  'update-status-hook-interval': '5m',
  'egress-subnets': '',
  'http-proxy': '',
  'https-proxy': '',
  'ftp-proxy': '',
  'no-proxy': '127.0.0.1,localhost,::1',
  'juju-http-proxy': '',
  'juju-https-proxy': '',
  'juju-ftp-proxy': '',
  'juju-no-proxy': '127.0.0.1,localhost,::1',
};
