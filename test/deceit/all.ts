import type { Deceit } from './deceit.js';
import { CLAIMS } from './deceits/claims.js';
import { PLAN_AND_POLICY } from './deceits/plan-and-policy.js';
import { PROCESSES } from './deceits/processes.js';
import { REPOSITORY } from './deceits/repository.js';
import { TESTS } from './deceits/tests.js';
import { TREE } from './deceits/tree.js';

export const DECEITS: readonly Deceit[] = [
  ...CLAIMS,
  ...TESTS,
  ...PLAN_AND_POLICY,
  ...TREE,
  ...REPOSITORY,
  ...PROCESSES,
];
