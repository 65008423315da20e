/** Links, commands, paths and code blocks of the documents: see tools/docs. */
import { runTool } from './run-tool.mjs';

await runTool('docs');
