/** How the rules about weakened tests do on their labelled corpus, by language. */
import { runTool } from './run-tool.mjs';

await runTool('integrity');
