'use strict';

// Kills the process at the operation that the file ../kill-at names, such as "rename 2" or "ask 3": the
// second file that is put into place, or the third time that a socket is written to. The file goes
// before that, so that the next process lives.
const fs = require('node:fs');
const promises = require('node:fs/promises');
const net = require('node:net');
const { Duplex } = require('node:stream');

const file = `${process.cwd()}/../kill-at`;
const [wanted, number] = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(' ') : [];
let count = 0;

function note(operation) {
  if (operation !== wanted) return;
  count += 1;
  if (count !== Number(number)) return;
  fs.unlinkSync(file);
  process.kill(process.pid, 'SIGKILL');
}

const { renameSync } = fs;
fs.renameSync = (...args) => {
  renameSync(...args);
  note('rename');
};

const { rename } = promises;
promises.rename = async (...args) => {
  await rename(...args);
  note('rename');
};

net.Socket.prototype.write = function write(...args) {
  const result = Duplex.prototype.write.apply(this, args);
  // The standard streams are sockets, too.
  if (this._handle && this._handle.fd > 2) note('ask');
  return result;
};
