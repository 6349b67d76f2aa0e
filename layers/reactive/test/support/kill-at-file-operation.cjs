/** Kills the process at the file operation that KILL_AT_FILE names, before or after it is done. */
const fs = require('node:fs/promises');

let count = 0;
for (const name of ['open', 'rename', 'rm', 'mkdir']) {
  const original = fs[name];
  fs[name] = async (...args) => {
    count += 1;
    const isLast = count === Number(process.env.KILL_AT_FILE);
    if (isLast && process.env.KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
    const result = await original(...args);
    if (isLast && process.env.KILL_WHEN === 'after') process.kill(process.pid, 'SIGKILL');
    return result;
  };
}
