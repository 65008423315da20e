import type { Scenario } from './scenario.js';
import { DELIVERY } from './scenarios/delivery.js';
import { ENDINGS, PROVIDER_ERRORS } from './scenarios/endings.js';
import { PROCESSES } from './scenarios/process.js';
import { STREAMS } from './scenarios/streams.js';

/** Every scenario, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [...ENDINGS, ...PROVIDER_ERRORS, ...STREAMS, ...PROCESSES, ...DELIVERY];
