/**
 * Kills the process when the operation on files is done that KILL_AT_FILE names by its number. Only
 * operations that change something count, so that each number is another state of the disk.
 */
const fs = require('node:fs');
const promises = require('node:fs/promises');

const CHANGING = ['appendFile', 'mkdir', 'rename', 'rm', 'rmdir', 'symlink', 'unlink', 'writeFile'];
const CHANGING_OF_FILES = ['appendFile', 'sync', 'truncate', 'write', 'writeFile'];
const CHANGING_AT_ONCE = [...CHANGING, 'fchmod', 'fsync', 'ftruncate', 'open'];

let count = 0;

function countUp(number = (count += 1)) {
  if (number === Number(process.env.KILL_AT_FILE)) process.kill(process.pid, 'SIGKILL');
}

function counted(original) {
  return async function (...args) {
    const number = (count += 1);
    const result = await original.apply(this, args);
    countUp(number);
    return result;
  };
}

for (const name of [...CHANGING, 'open']) promises[name] = counted(promises[name]);

const { open } = promises;
promises.open = async (...args) => {
  const file = await open(...args);
  for (const name of CHANGING_OF_FILES) {
    const original = file[name];
    if (typeof original === 'function') file[name] = counted(original);
  }
  return file;
};

// An operation may be made of others, which are not counted then.
let isWithin = false;
for (const name of CHANGING_AT_ONCE.map((each) => `${each}Sync`)) {
  const original = fs[name];
  fs[name] = (...args) => {
    if (isWithin) return original(...args);
    isWithin = true;
    try {
      return original(...args);
    } finally {
      isWithin = false;
      countUp();
    }
  };
}
