/** Import rules, effect doors, type assertions, names and sizes: see tools/house. */
import { runTool } from './run-tool.mjs';

await runTool('house');
