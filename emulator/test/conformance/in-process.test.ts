import { describeHookTools } from './describe-hook-tools.ts';
import { IN_PROCESS } from './places/in-process.ts';

describeHookTools(IN_PROCESS);
