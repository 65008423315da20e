import { DEFAULT_CONFIG } from '../../config/config.js';
import { isMapping, type Mapping, valueAt } from '../../config/mapping.js';
import { openItems, parseDeferred } from '../../documents/deferred.js';
import type { DocumentError } from '../../documents/document-error.js';
import { type Plan, parsePlan } from '../../documents/plan.js';
import { plural } from '../../report/format.js';
import { DEFERRED_PATH, PLAN_PATH } from '../../run/document-paths.js';
import type { ImportProblem } from './import-problem.js';
import { type MappedConfig, mapConfig } from './map-config.js';
import type { OriginalFiles } from './original-files.js';
import { type OriginalRun, readOriginalState, runAdvice } from './original-state.js';

/** All that an import would do and say; made before anything is written. */
export interface ImportPlan {
  readonly config: MappedConfig | null;
  readonly plan: { readonly phases: number; readonly current_phase: string } | null;
  readonly deferred: { readonly open: readonly string[]; readonly phases: number } | null;
  readonly grind: readonly string[];
  readonly run: OriginalRun | null;
  /** Sentences for people, in the order of the files. */
  readonly notes: readonly string[];
  readonly problems: readonly ImportProblem[];
}

/** Reads everything, and reports all that is wrong at once. */
export function planImport(files: OriginalFiles, branchExists: (branch: string) => boolean): ImportPlan {
  const config = files.config === null ? null : mapConfig(files.config);
  const plan = files.plan === null ? null : parsePlan(files.plan);
  const deferred = files.deferred === null ? null : parseDeferred(files.deferred);
  const readable = plan?.ok ? plan.value : null;
  const state = readOriginalState(files.state ?? '', readable);
  const run = state.ok ? state.value : null;
  const left = deferred?.ok
    ? { open: openItems(deferred.value).map(({ text }) => text), phases: deferred.value.phases.length }
    : null;
  return {
    config,
    plan: readable === null ? null : { phases: readable.phases.length, current_phase: readable.currentPhase },
    deferred: left,
    grind: files.grind,
    run,
    notes: [
      ...(config === null ? [] : defaultNotes(config)),
      ...planNotes(readable),
      ...deferredNotes(left),
      ...(files.grind.length === 0
        ? []
        : [
            `${plural(files.grind.length, 'file')} of grind (prompts, rotations) ${files.grind.length === 1 ? 'is' : 'are'} read where they stand, rotations in TOML as they are; \`pitboss prompts validate\` checks them`,
          ]),
      ...runAdvice(run, readable, run !== null && branchExists(run.branch)),
    ],
    problems: [
      ...files.problems,
      ...(config?.problems ?? []),
      ...(plan === null || plan.ok ? [] : [ofDocument(PLAN_PATH, plan.error)]),
      ...(deferred === null || deferred.ok ? [] : [ofDocument(DEFERRED_PATH, deferred.error)]),
      ...(state.ok ? [] : [state.error]),
    ],
  };
}

/** Defaults that are others here; a file that relied on them means something else without a word. */
const ORIGINAL_DEFAULTS = {
  models: { implementer: 'claude-opus-4-7', auditor: 'claude-opus-4-7', fixer: 'claude-opus-4-7' },
  git: { create_pr: false },
};

function defaultNotes({ keys }: MappedConfig): readonly string[] {
  return leavesOf(ORIGINAL_DEFAULTS).flatMap(([path, value]) => {
    const ours = valueAt(DEFAULT_CONFIG, path);
    const name = path.join('.');
    return String(ours) === value || keys.some(({ key }) => key === name)
      ? []
      : [`${name} is not set: the original took \`${value}\`, here it is \`${String(ours)}\``];
  });
}

function leavesOf(sections: Mapping): readonly (readonly [readonly string[], string])[] {
  return Object.entries(sections).flatMap(([section, keys]) =>
    Object.entries(isMapping(keys) ? keys : {}).map(([key, value]) => [[section, key], String(value)] as const),
  );
}

function planNotes(plan: Plan | null): readonly string[] {
  return plan === null
    ? []
    : [
        `the plan can be used as it is: ${plural(plan.phases.length, 'phase')}, next is ${plan.currentPhase}; it stays at ${PLAN_PATH}`,
      ];
}

function deferredNotes(left: ImportPlan['deferred']): readonly string[] {
  if (left === null || left.open.length + left.phases === 0) {
    return [];
  }
  return [
    `${DEFERRED_PATH} is kept and can be read: ${plural(left.open.length, 'open item')}, ${plural(left.phases, 'deferred phase')}. A run here begins with an empty list of its own: put what is to be done into the plan, or have open items worked off with \`pitboss sweep\` before the first run`,
  ];
}

function ofDocument(file: string, { line, what, why, fix }: DocumentError): ImportProblem {
  return { file, line, what: `${what} ${why}`, fix };
}
