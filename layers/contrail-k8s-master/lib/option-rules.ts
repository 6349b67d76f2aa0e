import { isIP } from 'node:net';

/** Says what is wrong with an option's value; undefined when nothing is. */
export type OptionRule = (value: string) => string | undefined;

/** Log levels that the Contrail containers know. */
export const LOG_LEVELS = [
  'SYS_EMERG',
  'SYS_ALERT',
  'SYS_CRIT',
  'SYS_ERR',
  'SYS_WARN',
  'SYS_NOTICE',
  'SYS_INFO',
  'SYS_DEBUG',
] as const;

const CLUSTER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_-]+)*\.?$/;
const INTERFACE_NAME = /^[^\s/]{1,15}$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Splits a list whose items are separated by spaces or commas. */
export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '');
}

/** Tells whether a text is a network such as 10.32.0.0/12 or fd00::/64. */
export function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (family === 4 ? 32 : 128);
}

/** At least one network, all of them CIDRs. */
export const cidrList: OptionRule = (value) => {
  const items = splitList(value);
  if (items.length === 0) return 'is empty, expected a network such as 10.32.0.0/12';
  const wrong = items.find((item) => !isCidr(item));
  return wrong === undefined
    ? undefined
    : `"${wrong}" is not a network such as 10.32.0.0/12${isIP(wrong) ? ' (add its prefix length)' : ''}`;
};

/** Networks or names of network interfaces. */
export const networkList: OptionRule = (value) => {
  const wrong = splitList(value).find((item) =>
    item.includes('/') ? !isCidr(item) : !INTERFACE_NAME.test(item),
  );
  return wrong === undefined
    ? undefined
    : `"${wrong}" is neither a network such as 10.0.12.0/24 nor the name of a network interface`;
};

/** A TCP port in decimal digits. */
export const port: OptionRule = (value) =>
  /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535
    ? undefined
    : `"${value}" is not a port from 1 to 65535`;

/** A host name or an IP address. */
export const hostName: OptionRule = (value) =>
  isIP(value) !== 0 || HOST_NAME.test(value)
    ? undefined
    : `"${value}" is not a host name or an IP address`;

/** One of the log levels. */
export const logLevel: OptionRule = (value) =>
  LOG_LEVELS.some((level) => level === value)
    ? undefined
    : `"${value}" is not one of ${LOG_LEVELS.join(', ')}`;

/** A name that Contrail takes for a cluster. */
export const clusterName: OptionRule = (value) =>
  CLUSTER_NAME.test(value)
    ? undefined
    : `"${value}" is not a name of letters, digits, dots, dashes and underscores`;

/** A text of one line. */
export const singleLine: OptionRule = (value) =>
  /[\r\n]/.test(value) ? 'contains a line break' : undefined;

/** A mapping of names to texts in JSON, or as Python prints it, in single quotes. */
export const mapping: OptionRule = (value) => {
  if (/[\r\n]/.test(value)) return 'contains a line break';
  const parsed = parseObject(value) ?? parseObject(withDoubleQuotes(value));
  return parsed === undefined
    ? `"${value}" is not a mapping such as {'project':'admin'}`
    : undefined;
};

/**
 * A JSON object whose members may be variables of a container's environment. Its texts may hold
 * passwords, so that faults name members only.
 */
export const variables: OptionRule = (value) => {
  const members = parseObject(value);
  if (members === undefined) return 'is not a JSON object such as {"AUTH_MODE": "keystone"}';
  for (const [name, member] of Object.entries(members)) {
    if (!VARIABLE_NAME.test(name)) return `"${name}" is not a name of a variable`;
    if (member !== null && typeof member === 'object') return `${name} is not a plain value`;
    if (typeof member === 'string' && /[\r\n]/.test(member)) return `${name} contains a line break`;
  }
  return undefined;
};

/** The members of a JSON object; undefined when the text is anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}

function withDoubleQuotes(text: string): string {
  return text.replace(/'([^'"\\]*)'/g, '"$1"');
}
