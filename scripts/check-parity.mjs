/** The original's tests against ours, by the report of the last `npm test`: see tools/parity. */
import { runTool } from './run-tool.mjs';

await runTool('parity');
