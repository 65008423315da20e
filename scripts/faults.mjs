/** Kills the real program anywhere and compares what comes of it: see tools/faults. `--count`, `--seed`. */
import { runTool } from './run-tool.mjs';

await runTool('faults');
