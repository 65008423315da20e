import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { carries, processIds } from '../../../src/process/process-table.js';
import { dispatchOnce } from '../dispatching.js';
import { BACKENDS } from './all-backends.js';
import { SCENARIOS } from './all-scenarios.js';
import { renderTable } from './render-table.js';
import { type BackendUnderTest, PLAYED, type Scenario } from './scenario.js';
import { checkOutcome, expectedOf } from './verdict.js';

/** Brings a backend into a scenario and looks at what comes of it. */
async function carryOut(scenario: Scenario, under: BackendUnderTest): Promise<void> {
  const backend = scenario.plays === null ? under.withProgram('-') : await under.backend(scenario.plays);
  if ('verify' in scenario) {
    return await scenario.verify(backend, under);
  }
  const seen = await (scenario.drive?.(backend, under) ?? dispatchOnce(backend, { model: under.model }));
  checkOutcome(seen, expectedOf(scenario, under), under);
  expect(processIds().filter((pid) => carries(pid, seen.marker))).toEqual([]);
  await scenario.check?.(seen, under);
}

describe.each(BACKENDS)('$name', (under) => {
  const applicable = SCENARIOS.filter(({ name }) => under.notApplicable[name] === undefined);
  test.each(applicable)('$name: $what', async (scenario) => {
    await carryOut(scenario, under);
  });

  test('is spared a scenario, or differs in it, only with a reason', () => {
    const reasons = [
      ...Object.values(under.notApplicable),
      ...Object.values(under.differs).map(({ because }) => because),
    ];
    expect(reasons.filter((reason) => reason.trim().length < 20)).toEqual([]);
  });
});

describe('the scenarios', () => {
  test('are each of a name of its own, and the programs play all that they are asked to', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([...PLAYED]));
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  test('stand in docs/agent-contract.md as they are', () => {
    const file = fileURLToPath(new URL('../../../docs/agent-contract.md', import.meta.url));
    const page = renderTable(SCENARIOS, BACKENDS);
    if (process.env.UPDATE_DOCS) {
      writeFileSync(file, page);
    }
    const verdict = readFileSync(file, 'utf8') === page ? 'up to date' : 'stale: run `npm run docs`';
    expect(verdict).toBe('up to date');
  });
});
