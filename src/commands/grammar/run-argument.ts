import { RUN_ID } from '../../run/ids.js';
import type { ArgumentSpec } from './registry.js';

export const RUN_ARGUMENT: ArgumentSpec = {
  name: 'run',
  form: 'word',
  value: 'RUN',
  summary: "The run's id. Without it, the newest run of this issue that the verb applies to.",
  expected: 'a run id such as `20260102T030405Z-0a1b2c`',
  accepts: (value) => RUN_ID.test(value),
};
