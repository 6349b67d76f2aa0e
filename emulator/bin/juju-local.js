#!/usr/bin/env node
// The sources are TypeScript; Node.js 20 needs tsx to run them.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
