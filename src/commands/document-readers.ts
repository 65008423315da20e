import { parseConfig } from '../config/parse-config.js';
import { problemLine } from '../config/problem.js';
import { placeOf } from '../documents/document-error.js';
import { parsePlan } from '../documents/plan.js';
import type { ConfigReader, PlanReader } from './ports.js';

/** The grammar of plans, with its errors as one line. */
export const readPlan: PlanReader = (text) => {
  const plan = parsePlan(text);
  return plan.ok
    ? plan
    : { ok: false, error: `${placeOf(plan.error)}: ${plan.error.what} ${plan.error.why} ${plan.error.fix}` };
};

/** What commands need of pitboss.yml; warnings are for `doctor` and stop nothing. */
export const readConfig: ConfigReader = (text, file) => {
  const parsed = parseConfig(text, file);
  if (!parsed.ok) {
    return { ok: false, problems: parsed.problems.map(problemLine) };
  }
  const { access, budgets, grind, queue, ledger, limits } = parsed.config;
  return {
    ok: true,
    spend: access.spend,
    slots: queue.concurrent_runs,
    ledger: ledger.branch,
    issueUsd: limits.issue_usd ?? null,
    grind,
    budgets,
  };
};
