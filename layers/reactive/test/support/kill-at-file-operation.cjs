/** Kills the process when the file operation is done that KILL_AT_FILE names by its number. */
const fs = require('node:fs/promises');

let count = 0;
for (const name of ['open', 'rename', 'rm', 'mkdir']) {
  const original = fs[name];
  fs[name] = async (...args) => {
    const number = (count += 1);
    const result = await original(...args);
    if (number === Number(process.env.KILL_AT_FILE)) process.kill(process.pid, 'SIGKILL');
    return result;
  };
}
