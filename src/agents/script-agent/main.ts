import { readFileSync, writeSync } from 'node:fs';
import { runScriptAgent } from './run-script-agent.js';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

process.exitCode = await runScriptAgent({
  args: process.argv.slice(2),
  prompt: readFileSync(STDIN, 'utf8'),
  root: process.cwd(),
  say: (line) => writeSync(STDOUT, `${JSON.stringify(line)}\n`),
  complain: (message) => writeSync(STDERR, `${message}\n`),
  ignoreSignals: () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => undefined);
    }
  },
});
