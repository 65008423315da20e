import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stableJson } from '../../src/base/stable-json.js';
import type { Config } from '../../src/config/config.js';
import { advanceTo, nextPhase, type Plan } from '../../src/documents/plan.js';
import { claim, finish, haltRun, issue, land, release, save } from '../../src/run/advance.js';
import { spentUsd } from '../../src/run/budget.js';
import { applyTrigger } from '../../src/run/commands/apply-trigger.js';
import { decide } from '../../src/run/decide.js';
import { halts } from '../../src/run/halts.js';
import { dispatchAllowance, spenderWith, usedUp } from '../../src/run/money/allowance.js';
import { NO_OTHERS } from '../../src/run/money/caps.js';
import type { UnitProgress } from '../../src/run/progress.js';
import { type RunRecord, runRecordSchema } from '../../src/run/record.js';
import { addRoleUsage } from '../../src/run/usage.js';
import { config, lease, NOW, PLAN, progress, record, spent, trigger } from './samples.js';

const MOVES = ['claim', 'dispatch', 'save', 'land', 'halt', 'rebuy', 'fold', 'release', 'die'] as const;
type Move = readonly [(typeof MOVES)[number], number];

const moves = fc.array(fc.tuple(fc.constantFrom(...MOVES), fc.double({ min: 0, max: 1, noNaN: true })), {
  maxLength: 60,
});

const PURPOSE = { unit: 'phase/01', day: NOW.slice(0, 10), issue: null, others: NO_OTHERS };

/** A shift with its memory, beside the record that the remote holds; agents spend any share of their allowance. */
class Simulation {
  remote: RunRecord;
  plan: Plan = PLAN;
  highest = 0;
  /** Money that agents really took, whether or not anybody saw it. */
  real = 0;
  private shift: { before: RunRecord; progress: UnitProgress } | null = null;
  private claims = 0;
  private commands = 0;

  private readonly config: Config;

  constructor(config: Config, cap: number) {
    this.config = config;
    this.remote = record({ limits: { max_total_usd: cap, max_total_tokens: null } });
  }

  apply([move, share]: Move): void {
    switch (move) {
      case 'claim':
        this.claim();
        return;
      case 'dispatch':
        this.dispatch(share);
        return;
      case 'save':
        this.save();
        return;
      case 'land':
        this.land();
        return;
      case 'die':
        this.shift = null;
        return;
      case 'rebuy':
      case 'fold':
        this.command(move, share);
        return;
      case 'halt':
        this.store(haltRun(this.remote, halts.noChanges(), NOW));
        return;
      case 'release':
        this.shift = null;
        this.store(release(this.remote, NOW));
        return;
    }
  }

  private store(step: ReturnType<typeof finish>): boolean {
    if (step.ok) {
      this.remote = step.value;
      this.highest = Math.max(this.highest, spentUsd(this.remote));
    }
    return step.ok;
  }

  private claim(): void {
    this.claims += 1;
    if (this.store(claim(this.remote, lease(`claim-${this.claims}`), NOW))) {
      this.next();
    }
  }

  private next(): void {
    const decision = decide({ record: this.remote, plan: this.plan, deferredText: '', config: this.config, now: NOW });
    this.shift = null;
    if (decision.kind === 'work') {
      this.remote = issue(this.remote, decision.order);
      this.shift = { before: this.remote, progress: progress({ stage: 'setup' }) };
    } else if (decision.kind === 'halt') {
      this.store(haltRun(this.remote, decision.halt, NOW));
    } else if (decision.kind === 'finish') {
      this.store(finish(this.remote, NOW));
    }
  }

  /** As work does it: nothing starts when a cap is reached, and every dispatch is followed by a checkpoint or the end of the shift. */
  private dispatch(share: number): void {
    const { shift } = this;
    if (shift === null) {
      return;
    }
    const spender = spenderWith(shift.before, PURPOSE, shift.progress);
    if (usedUp(spender, PURPOSE) !== null) {
      return;
    }
    const usd = dispatchAllowance(spender, PURPOSE, this.config.limits.dispatch_usd) * share;
    this.real += usd;
    const usage = addRoleUsage(shift.progress.usage, spent(usd));
    this.shift = {
      ...shift,
      progress: { ...shift.progress, stage: 'test', usage, dispatches: shift.progress.dispatches + 1 },
    };
    if (share > 0.5) {
      this.save();
    } else if (share < 0.1) {
      this.shift = null;
    } else {
      this.save();
      this.next();
    }
  }

  private save(): void {
    const order = Object.values(this.remote.orders)[0];
    if (this.shift === null || order === undefined) {
      return;
    }
    const { before, progress: done } = this.shift;
    const spender = spenderWith(before, PURPOSE, done);
    const allowanceUsd = dispatchAllowance(spender, PURPOSE, this.config.limits.dispatch_usd);
    this.store(save(before, order, { progress: done, wipSha: null, allowanceUsd, now: NOW }));
  }

  private land(): void {
    const order = Object.values(this.remote.orders)[0];
    if (this.shift === null || order === undefined) {
      return;
    }
    const phase = this.plan.currentPhase;
    const next = nextPhase(this.plan, phase);
    const step = land(this.shift.before, order, {
      progress: this.shift.progress,
      phase,
      commit: null,
      more: next !== null,
      now: NOW,
    });
    if (this.store(step)) {
      this.plan = next === null ? this.plan : advanceTo(this.plan, next.id);
      this.next();
    }
  }

  private command(verb: 'rebuy' | 'fold', share: number): void {
    if (verb === 'fold' && share < 0.8) {
      return;
    }
    this.commands += 1;
    if (this.store(applyTrigger(this.remote, trigger(verb, `c-${this.commands}`), NOW))) {
      this.shift = null;
    }
  }
}

describe('any sequence of claims, dispatches, checkpoints, landings, deaths and commands', () => {
  const cap = 25;

  test('spends and counts no more than the cap and one allowance', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const simulation = new Simulation(config(), cap);
        for (const move of sequence) {
          simulation.apply(move);
          expect(simulation.highest).toBeLessThanOrEqual(cap + config().limits.dispatch_usd);
          expect(simulation.real).toBeLessThanOrEqual(cap + config().limits.dispatch_usd);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('completes the phases in the order of the plan, each once', () => {
    const ids = PLAN.phases.map((phase) => phase.id);
    fc.assert(
      fc.property(moves, (sequence) => {
        const simulation = new Simulation(config(), 1000);
        for (const move of sequence) {
          simulation.apply(move);
          const { completed } = simulation.remote;
          expect(completed).toEqual(ids.slice(0, completed.length));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('leaves a record that can be written and read back without loss', () => {
    fc.assert(
      fc.property(moves, fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), fc.jsonValue()), (sequence, unknown) => {
        const simulation = new Simulation(config(), cap);
        for (const move of sequence) {
          simulation.apply(move);
        }
        const text = stableJson({
          ...simulation.remote,
          ...unknown,
          usage: { ...simulation.remote.usage, ...unknown },
        });
        expect(stableJson(runRecordSchema.parse(JSON.parse(text)))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });
});

describe('stable JSON', () => {
  test('is the same text for equal values, whatever the order of their keys', () => {
    const shuffled = (value: object) => Object.fromEntries(Object.entries(value).reverse());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(stableJson(shuffled(value))).toBe(stableJson(value));
        expect(JSON.parse(stableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  test('ends with one line end, leaves out what is undefined and sorts at every depth', () => {
    expect(stableJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe(
      '{\n  "b": [\n    {\n      "c": 2,\n      "d": 1\n    }\n  ]\n}\n',
    );
  });
});
