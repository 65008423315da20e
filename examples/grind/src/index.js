export { duplicates } from './duplicates.js';
export { longestRun } from './longest-run.js';
