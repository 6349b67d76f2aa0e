import { describeHookTools } from './describe-hook-tools.ts';
import { PROCESSES } from './places/processes.ts';

// Real processes on a busy host take their time.
jest.setTimeout(60_000);

describeHookTools(PROCESSES);
