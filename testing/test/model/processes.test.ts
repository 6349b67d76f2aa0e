import { describeScenarios } from './describe-scenarios.ts';
import { describeSingleHooks } from './describe-single-hooks.ts';

jest.setTimeout(60_000);

describeScenarios('processes');
describeSingleHooks('processes');
