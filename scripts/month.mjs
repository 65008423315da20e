/** Plays a month of nightly grind with machines that die, and checks it after each night: see tools/month. `--nights`, `--seed`. */
import { runTool } from './run-tool.mjs';

await runTool('month');
