import { load } from 'js-yaml';
import { z } from 'zod';
import type { Config } from '../../config/config.js';
import { WORKFLOW_PATH } from '../init/templates.js';
import { type Check, problem, warning } from './check.js';

const eventsSchema = z.looseObject({
  on: z.looseObject({
    schedule: z.array(z.looseObject({ cron: z.string() })).nullish(),
    workflow_dispatch: z.looseObject({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    issues: z.unknown().optional(),
  }),
});

/** Whether what starts grind runs without a comment reaches the workflow. One that cannot be read is told of elsewhere. */
export function eventChecks(text: string | null, { grind }: Pick<Config, 'grind'>): readonly Check[] {
  const on = text === null ? null : eventsOf(text);
  if (on === null) {
    return [];
  }
  const lines = (on.schedule ?? []).map(({ cron }) => cron.trim());
  const missing = grind.schedules.map(({ cron }) => cron.trim()).filter((cron) => !lines.includes(cron));
  return [
    ...[...new Set(missing)].map((cron) =>
      problem('workflow_schedule', {
        what: `\`grind.schedules\` names \`${cron}\`, and ${WORKFLOW_PATH} has no such line below \`on.schedule\`.`,
        why: 'GitHub starts nothing at that time, so the scheduled run never begins.',
        fix: `Add \`- cron: '${cron}'\` to \`on.schedule\`, exactly as the configuration has it.`,
      }),
    ),
    ...(on.issues === undefined
      ? [lacking('takes no `issues` event, so the label `pitboss:grind` starts nothing where no App takes labels up')]
      : []),
    ...(Object.hasOwn(on.workflow_dispatch?.inputs ?? {}, 'command')
      ? []
      : [lacking('has no workflow_dispatch input `command`, so no run can be started by hand')]),
  ];
}

function eventsOf(text: string): z.infer<typeof eventsSchema>['on'] | null {
  try {
    return eventsSchema.safeParse(load(text, { maxDepth: 30 })).data?.on ?? null;
  } catch {
    return null;
  }
}

function lacking(clause: string): Check {
  return warning('workflow_events', {
    what: `${WORKFLOW_PATH} ${clause}.`,
    why: 'It is older than this version of Pitboss, or was shortened.',
    fix: 'Compare it with the one that `pitboss init` writes.',
  });
}
