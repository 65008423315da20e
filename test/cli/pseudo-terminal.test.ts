import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { planText } from '../run/samples.js';
import { TerminalEmulator } from '../support/terminal-emulator.js';
import { PROGRAM, type Sandbox, sandbox } from './support/sandbox.js';

const COLUMNS = 60;
/** `script` of util-linux; that of other systems takes other arguments. */
const present = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

let box: Sandbox;
beforeEach(() => {
  box = sandbox({
    'a.txt': 'one\n',
    '.github/pitboss.yml': 'agent: { backend: script }\ntests: { command: "true" }\n',
    '.pitboss/play/plan.md': planText(2),
    '.pitboss/agent-script.yml':
      'otherwise:\n  output: [a thought]\n  edits: [{ path: "{unit}.txt", content: "done\\n" }]\n  usage: { input: 10, output: 1, usd: 0.25 }\n',
  });
});
afterEach(() => box.close());

/** Runs the program on a terminal of its own and returns the bytes that it wrote there. */
function onTerminal(...args: string[]): string {
  const words = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
  const command = `stty rows 30 cols ${COLUMNS}; exec ${words}`;
  const run = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: box.repo,
    env: { ...box.env, TERM: 'xterm', SHELL: '/bin/sh' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return run.stdout;
}

if (present) {
  test('on a real terminal a run shows a live block, and leaves only log lines behind', () => {
    const bytes = onTerminal('play');
    expect(bytes).toContain('phase 2/2  +>  02: Title 02');
    expect(bytes).toContain('· 22 tokens · $0.5000 ·');
    const terminal = new TerminalEmulator(COLUMNS);
    terminal.write(bytes);
    const screen = terminal.lines.join('\n');
    expect(screen).toMatch(/^\[pitboss\] run \S+, shift 1/);
    expect(screen).toContain('[pitboss] phase 02 (2 of 2): Title 02');
    expect(screen).toMatch(/\nrun \S+ finished: 2 phases on bra/);
    expect(screen).not.toMatch(/phase 2\/2|tokens · \$|a thought/);
  });

  test('with --verbose the agent’s own words stay there too', () => {
    const terminal = new TerminalEmulator(COLUMNS);
    terminal.write(onTerminal('play', '--verbose'));
    expect(terminal.lines.join('\n')).toContain('[agent] a thought');
  });
} else {
  test.skip('a run on a real terminal: SKIPPED, `script` of util-linux is not installed here', () => {});
}
