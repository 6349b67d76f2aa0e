import { describeScenarios } from './describe-scenarios.ts';
import { describeSingleHooks } from './describe-single-hooks.ts';

describeScenarios('in-process');
describeSingleHooks('in-process');
