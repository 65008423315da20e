import { stableJson } from '../../base/stable-json.js';
import { readAnswers } from '../../documents/drafts/read-answers.js';
import { parsePlan } from '../../documents/plan.js';
import { spentUsd } from '../../run/budget.js';
import { PLAN_PATH } from '../../run/document-paths.js';
import type { RunRecord } from '../../run/record.js';
import type { Terminal } from '../terminal.js';

interface Told {
  readonly record: RunRecord;
  readonly planText: string;
  readonly json: boolean;
}

/** What is printed when planning has ended. */
export function tellPlanned(terminal: Terminal, { record, planText, json }: Told): void {
  const written = record.status === 'finished';
  const attempts = Object.values(record.attempts).reduce((sum, count) => sum + count, 0) - (questioned(record) ? 1 : 0);
  if (json) {
    terminal.out(stableJson(document(record, written ? planText : '', attempts)).trimEnd());
  } else if (written) {
    terminal.out(`wrote ${PLAN_PATH} (${attempts === 1 ? '1 attempt' : `${attempts} attempts`})`);
  } else {
    terminal.out(`run ${record.run_id} ${record.status}: no plan was written`);
  }
}

function questioned({ planning }: RunRecord): boolean {
  return (planning?.questions.length ?? 0) > 0;
}

function document(record: RunRecord, planText: string, attempts: number): unknown {
  const parsed = parsePlan(planText);
  const questions = record.planning?.questions ?? [];
  const said = readAnswers(record.planning?.answers ?? '', questions.length);
  return {
    schema: 1,
    command: 'plan',
    run_id: record.run_id,
    status: record.status,
    path: parsed.ok ? PLAN_PATH : null,
    plan: parsed.ok
      ? { phases: parsed.value.phases.length, current_phase: parsed.value.currentPhase, sha256: record.plan_sha256 }
      : null,
    attempts,
    questions: questions.map((question, index) => ({ question, answer: said.byQuestion[index] ?? null })),
    usd: spentUsd(record),
    halt: record.halt ?? record.wait ?? null,
  };
}
