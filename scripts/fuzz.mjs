/** Tries the parsers with inputs that nobody would write: see tools/fuzz. `--count`, `--seed`. */
import { runTool } from './run-tool.mjs';

await runTool('fuzz');
