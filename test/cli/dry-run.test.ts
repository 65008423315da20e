import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { planText } from '../run/samples.js';
import { everything, type Sandbox, sandbox } from './support/sandbox.js';

const SCRIPT = `
steps:
  - when: { unit: phase/02, role: implementer }
    edits: [{ path: 02.txt, content: "bad\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { role: fixer }
    edits: [{ path: 02.txt, content: "still bad\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
  usage: { input: 10, output: 1, usd: 0.25 }
`;
const CONFIG = `agent: { backend: script }
tests: { command: "! grep -q bad 02.txt 2>/dev/null" }
models: { implementer: claude-opus-4-7, fixer: claude-haiku-4-5 }
audit: { enabled: false }
sweep: { enabled: false }
budgets: { max_total_usd: 25 }
limits: { dispatch_usd: 5 }
`;

let box: Sandbox;
beforeEach(() => {
  box = sandbox({
    '.github/pitboss.yml': CONFIG,
    '.pitboss/play/plan.md': planText(2),
    '.pitboss/agent-script.yml': SCRIPT,
  });
});
afterEach(() => box.close());

describe('play --dry-run', () => {
  test('leaves the repository, refs and .git included, byte for byte as it was, and nothing beside it', () => {
    box.write({ 'a.txt': 'dirty\n' });
    const before = everything(box.root);
    expect(box.pitboss('play', '--dry-run').code).toBe(0);
    expect(box.pitboss('play', '--dry-run', '--json').code).toBe(0);
    expect(everything(box.root)).toEqual(before);
  });

  test('says phase by phase what would happen', () => {
    const { out } = box.pitboss('play', '--dry-run');
    expect(out).toContain('plan: .pitboss/play/plan.md, 2 of 2 phases to do\n');
    expect(out).toContain('tests: sh -c ! grep -q bad 02.txt 2>/dev/null\n');
    expect(out).toContain('implementer: script, claude-opus-4-7\n');
    expect(out).toMatch(
      /phase 01: Title 01\n {2}implementer \(prompt \d+ characters, about \d+ tokens\), tests, fixer if/,
    );
    expect(out).toMatch(/phase 02: Title 02\n.*then one commit `\[pitboss\] phase 02: Title 02`\n {2}1 to 5 starts of/);
    expect(out).toMatch(/cost: at least \$0\.0\d+, at most \$25\.0000\n/);
  });

  test('as JSON has sizes, tokens and a range that are made as is said', () => {
    const forecast = JSON.parse(box.pitboss('play', '--dry-run', '--json').out);
    const [first, second] = forecast.phases;
    expect(forecast).toMatchObject({
      schema: 1,
      run_id: null,
      plan: { path: '.pitboss/play/plan.md', phases: 2 },
      base: box.git('rev-parse', 'HEAD'),
      branch: 'pitboss/play/<run-id>',
      tests: { argv: ['sh', '-c', '! grep -q bad 02.txt 2>/dev/null'] },
      budget: { max_total_usd: 25, dispatch_usd: 5, spent_usd: 0 },
    });
    expect(first.dispatches).toEqual({ least: 1, most: 5 });
    expect(first.implementer.tokens).toBe(Math.ceil(first.implementer.characters / 4));
    // Opus reads a million tokens for 15 dollars.
    expect(first.usd.least).toBeCloseTo((first.implementer.tokens * 15) / 1e6, 6);
    expect(first.usd.most).toBe(25);
    // Two phases may cost 50; the budget ends the run at 25.
    expect(forecast.cost).toEqual({ least: expect.closeTo(first.usd.least + second.usd.least, 6), most: 25 });
  });

  test('masks a secret that stands in the arguments of the agent', () => {
    box.write({ '.github/pitboss.yml': 'agent: { claude_code: { extra_args: ["--key", "sk-ant-very-secret-1"] } }\n' });
    const place = { env: { ANTHROPIC_API_KEY: 'sk-ant-very-secret-1' } };
    for (const args of [['--dry-run'], ['--dry-run', '--json']]) {
      const { code, out, err } = box.pitbossIn(place, 'play', ...args);
      expect([code, out.includes('--max-budget-usd 10'), `${out}${err}`.includes('very-secret')]).toEqual([
        0,
        true,
        false,
      ]);
      expect(out).toContain('[secret removed]');
    }
  });

  test('a model without a price leaves the lower end open', () => {
    box.write({ '.github/pitboss.yml': 'models: { implementer: house-model }\nsweep: { enabled: false }\n' });
    const { out } = box.pitboss('play', '--dry-run');
    expect(out).toContain('cost: the least is unknown (a model has no listed price), at most $120.0000');
  });

  test('refuses what play would refuse', () => {
    expect(box.pitboss('play', '--dry-run', '--plan', 'none.md')).toMatchObject({ code: 4, out: '' });
    box.write({ '.github/pitboss.yml': 'tests: 5\n' });
    expect(box.pitboss('play', '--dry-run')).toMatchObject({
      code: 4,
      err: expect.stringContaining('[config_invalid]'),
    });
  });
});

describe('rebuy --dry-run', () => {
  test('shows where a halted run would go on, what it has spent, and changes nothing', () => {
    expect(box.pitboss('play').code).toBe(1);
    const before = everything(box.root);
    const { code, out } = box.pitboss('rebuy', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('1 of 2 phases to do');
    expect(out).toContain('phase 02: Title 02, taken up at fix\n');
    expect(out).toContain('$25.0000 for the run, $1.0000 spent');
    const forecast = JSON.parse(box.pitboss('rebuy', '--dry-run', '--json').out);
    expect(forecast.phases).toMatchObject([
      { id: '02', stage: 'fix', implementer: null, dispatches: { least: 1, most: 3 }, usd: { most: 15 } },
    ]);
    // The same plan is played again by going on with its run.
    const again = box.pitboss('play', '--dry-run');
    expect([again.err, again.out]).toEqual([expect.stringContaining('`play` would go on with it'), out]);
    expect(everything(box.root)).toEqual(before);
  });

  test('says that a used-up budget would halt it at once', () => {
    box.pitboss('play');
    box.write({ '.github/pitboss.yml': CONFIG.replace('max_total_usd: 25', 'max_total_usd: 0.5') });
    expect(box.pitboss('rebuy', '--dry-run').err).toContain('it would halt at once: USD budget reached');
  });

  test('without any run is refused', () => {
    expect(box.pitboss('rebuy', '--dry-run')).toMatchObject({ code: 4, err: expect.stringContaining('[no_run]') });
  });
});
