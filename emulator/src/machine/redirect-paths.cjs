// Preloaded into Node.js programs of a machine that has no mount namespace: paths below the folders
// that a machine has for itself lead into the machine's root folder on the host. A stand-alone file,
// because it runs inside programs that know nothing of this package.
'use strict';

const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const ROOT_VARIABLE = 'JUJU_LOCAL_MACHINE_ROOT';
const root = process.env[ROOT_VARIABLE];

const OWN = ['/etc', '/home', '/opt', '/root', '/run', '/snap', '/srv', '/usr/local', '/var'];

// What a machine lacks of these is read from the host; nothing is ever written there.
const READABLE = [
  '/etc/ssl',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
  '/etc/passwd',
  '/etc/group',
];

// Functions of node:fs by what they do to their first argument; most have a form that ends in Sync.
const READERS = words(
  'access createReadStream exists lstat openAsBlob opendir readFile readdir realpath stat',
  'statfs unwatchFile watch watchFile',
);
const WRITERS = words(
  'appendFile chmod chown createWriteStream lchmod lchown lutimes mkdir mkdtemp readlink rm',
  'rmdir truncate unlink utimes writeFile',
);
const COPIERS = ['copyFile', 'cp'];
const MOVERS = ['link', 'rename', 'symlink'];

/** The longest path of a socket that the kernel takes, in bytes. */
const LONGEST_SOCKET_PATH = 107;

const hasFile = fs.existsSync;
const openFile = fs.openSync;

if (root) redirect();

function redirect() {
  for (const target of [fs, fs.promises]) redirectFiles(target);
  redirectPrograms();
  redirectSockets();
  wrap(process, 'chdir', ([folder]) => [writing(folder)]);
  os.hostname = () => fs.readFileSync('/etc/hostname', 'utf8').trim();
  syncBuiltinESMExports();
}

function words(...lines) {
  return lines.join(' ').split(' ');
}

function redirectFiles(target) {
  const wrapAll = (names, change) => {
    for (const name of names) {
      wrap(target, name, change);
      wrap(target, `${name}Sync`, change);
    }
  };
  wrapAll(READERS, ([first, ...rest]) => [reading(first), ...rest]);
  wrapAll(WRITERS, ([first, ...rest]) => [writing(first), ...rest]);
  wrapAll(COPIERS, ([first, second, ...rest]) => [reading(first), writing(second), ...rest]);
  wrapAll(MOVERS, ([first, second, ...rest]) => [writing(first), writing(second), ...rest]);
  wrapAll(['open'], ([first, flags, ...rest]) => [
    isReadOnly(flags) ? reading(first) : writing(first),
    flags,
    ...rest,
  ]);
}

// Replaces a function by one that changes its arguments; functions hung onto it come along.
function wrap(target, name, change) {
  const original = target[name];
  if (typeof original !== 'function') return;
  const replacement = function (...args) {
    return original.apply(this, change(args));
  };
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
  if (typeof original.native === 'function') wrap(replacement, 'native', change);
  target[name] = replacement;
}

function isReadOnly(flags) {
  if (typeof flags === 'number')
    return (flags & ~fs.constants.O_DIRECTORY) === fs.constants.O_RDONLY;
  return typeof flags !== 'string' || flags === 'r' || flags === 'rs';
}

function writing(value) {
  const text = value instanceof URL ? fileURLToPath(value) : value;
  if (Buffer.isBuffer(text)) return Buffer.from(writing(text.toString()));
  if (typeof text !== 'string' || !text.startsWith('/')) return value;
  const normal = path.normalize(text);
  if (isWithin(root, normal) || isWithin(process.execPath, normal)) return value;
  return OWN.some((folder) => isWithin(folder, normal)) ? root + normal : value;
}

function reading(value) {
  const own = writing(value);
  if (own === value || hasFile(own)) return own;
  const host = own.toString().slice(root.length);
  return READABLE.some((folder) => isWithin(folder, host)) ? value : own;
}

function isWithin(folder, file) {
  return file === folder || file.startsWith(`${folder}/`);
}

function redirectPrograms() {
  const byProgram = ([program, ...rest]) => [writing(program), ...rest.map(withPlaces)];
  const byCommand = ([command, ...rest]) => [command, ...rest.map(withPlaces)];
  for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork']) {
    wrap(childProcess, name, byProgram);
  }
  for (const name of ['exec', 'execSync']) wrap(childProcess, name, byCommand);
}

// The options of a process: its folder, and an environment that keeps the process in the machine.
function withPlaces(options) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return options;
  const { cwd, env } = options;
  return {
    ...options,
    ...(cwd === undefined ? {} : { cwd: writing(cwd) }),
    ...(env === undefined || env === null ? {} : { env: inMachine(env) }),
  };
}

function inMachine(env) {
  return {
    ...env,
    ...(env.PATH === undefined ? {} : { PATH: env.PATH.split(':').map(writing).join(':') }),
    NODE_OPTIONS: env.NODE_OPTIONS ?? process.env.NODE_OPTIONS,
    [ROOT_VARIABLE]: root,
  };
}

function redirectSockets() {
  // Node.js hands on arguments that it has already sorted as a list within the list.
  const change = ([first, ...rest]) => {
    if (Array.isArray(first)) {
      first[0] = withSocketPath(first[0]);
      return [first, ...rest];
    }
    if (typeof first === 'string' && first.startsWith('/')) return [socketPath(first), ...rest];
    return [withSocketPath(first), ...rest];
  };
  wrap(net.Socket.prototype, 'connect', change);
  wrap(net.Server.prototype, 'listen', change);
}

function withSocketPath(options) {
  if (options === null || typeof options !== 'object' || typeof options.path !== 'string') {
    return options;
  }
  return { ...options, path: socketPath(options.path) };
}

// The machine's root may make a path longer than the kernel takes; then it is reached through a
// descriptor of its folder, which the program keeps.
function socketPath(name) {
  const own = writing(name);
  if (own === name || Buffer.byteLength(own) <= LONGEST_SOCKET_PATH) return own;
  const flags = fs.constants.O_RDONLY | fs.constants.O_DIRECTORY;
  try {
    return `/proc/self/fd/${openFile(path.dirname(own), flags)}/${path.basename(own)}`;
  } catch {
    return own;
  }
}
