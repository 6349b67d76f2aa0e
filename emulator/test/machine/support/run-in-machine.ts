// Runs a shell script in a machine: run-in-machine.ts DIRECTORY SCRIPT [exit]. Prints what the script
// prints and how it ended; with `exit` the program ends at the first line, before the script does.
import { openMachines } from '../../../src/machine/index.ts';
import { PATH } from './ways.ts';

const [directory = '', script = '', early] = process.argv.slice(2);
const write = (line: string): boolean => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const machines = await openMachines({ directory, way: 'auto' });
  await machines.create({ id: '0', address: '10.0.12.10', hostname: 'juju-0' });
  const end = await machines.run('0', {
    program: '/bin/sh',
    args: ['-c', script],
    cwd: '/root',
    environment: { PATH },
    stdio: 'capture',
    onLine: (_, line) => {
      write(line);
      if (early === 'exit') process.exit(0);
    },
  });
  write(`${machines.way} ${end.code}`);
}

void main();
