import { load } from 'js-yaml';
import { z } from 'zod';
import { KEY_INPUTS } from '../../agents/access/key-inputs.js';
import { WORKFLOW_PATH } from '../init/templates.js';
import { type Check, good, problem, warning } from './check.js';

const permissions = z.union([z.string(), z.record(z.string(), z.string())]).nullish();
const step = z.looseObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).nullish(),
});
const job = z.looseObject({ permissions, steps: z.array(step).default([]) });
const workflowSchema = z.looseObject({
  on: z.looseObject({
    workflow_dispatch: z.looseObject({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    issue_comment: z.unknown().optional(),
  }),
  permissions,
  jobs: z.record(z.string(), job),
});
type Workflow = z.infer<typeof workflowSchema>;
type Step = z.infer<typeof step>;

const PLACEHOLDER = 'OWNER/pitboss@COMMIT';
const NEEDED = ['actions', 'contents', 'issues', 'pull-requests'] as const;
const INPUTS = ['run-id', 'nonce'] as const;

/** What is wrong with the workflow that hosts the action. On a laptop alone it is not needed. */
export function workflowChecks(text: string | null): readonly Check[] {
  if (text === null) {
    return [
      warning('workflow', {
        what: `There is no ${WORKFLOW_PATH}.`,
        why: 'Pitboss works on GitHub only with it; on a laptop it is not needed.',
        fix: '`pitboss init` makes one.',
      }),
    ];
  }
  const workflow = read(text);
  if (typeof workflow === 'string') {
    return [broken('workflow', `is no workflow: ${workflow}`)];
  }
  const found = [
    ...inputChecks(workflow),
    ...stepChecks(workflow),
    ...permissionChecks(workflow),
    ...fleetProblems(workflow),
  ];
  return found.length === 0
    ? [good('workflow', `${WORKFLOW_PATH} has what the action needs${fleetNote(workflow)}`)]
    : found;
}

function read(text: string): Workflow | string {
  try {
    const parsed = workflowSchema.safeParse(load(text, { maxDepth: 30 }));
    return parsed.success
      ? parsed.data
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function inputChecks({ on }: Workflow): readonly Check[] {
  const inputs = on.workflow_dispatch?.inputs ?? {};
  return INPUTS.filter((name) => !Object.hasOwn(inputs, name)).map((name) =>
    broken('workflow_inputs', `has no workflow_dispatch input \`${name}\`, so no run can be handed to it`),
  );
}

function stepChecks({ jobs }: Workflow): readonly Check[] {
  const steps = Object.entries(jobs).flatMap(([name, { steps: each }]) => each.map((one) => ({ job: name, ...one })));
  const ours = steps.filter(isOurs);
  const unpinned = ours.filter(({ uses = '' }) => uses !== PLACEHOLDER && !/@[0-9a-f]{40}$/.test(uses));
  return [
    ...(ours.length === 0 ? [broken('workflow_step', 'has no step that uses Pitboss')] : []),
    ...(ours.some(({ uses }) => uses === PLACEHOLDER)
      ? [
          warning('workflow_step', {
            what: `${WORKFLOW_PATH} still says ${PLACEHOLDER}.`,
            why: 'Nothing will work on GitHub with it as it is; on a laptop it is not needed.',
            fix: 'Put your copy of Pitboss, by its full commit SHA, in its place.',
          }),
        ]
      : []),
    ...unpinned.map(({ uses }) =>
      warning('workflow_pin', {
        what: `${WORKFLOW_PATH} uses ${uses}.`,
        why: 'A tag or a branch can be moved to other code; a commit cannot.',
        fix: 'Name the full commit SHA.',
      }),
    ),
    ...steps
      .filter(keepsToken)
      .map(({ job: name }) =>
        broken(
          'workflow_credentials',
          `checks out in job \`${name}\` without \`persist-credentials: false\`, which leaves the token where an agent can read it`,
          'Add `persist-credentials: false` to that step.',
        ),
      ),
  ];
}

function isOurs({ uses = '', with: inputs }: Step): boolean {
  const takesKeys = Object.keys(KEY_INPUTS).some((name) => Object.hasOwn(inputs ?? {}, name));
  return /(?:^|\/)pitboss[^/]*@/i.test(uses) || takesKeys;
}

function keepsToken({ uses = '', with: inputs }: Step): boolean {
  return uses.startsWith('actions/checkout@') && String(inputs?.['persist-credentials']) !== 'false';
}

function permissionChecks(workflow: Workflow): readonly Check[] {
  return Object.entries(workflow.jobs)
    .filter(([, { steps }]) => steps.some((one) => isOurs(one) && taskOf(one) !== 'session'))
    .flatMap(([name, own]) => {
      const given = own.permissions ?? workflow.permissions;
      if (given === undefined || given === null || typeof given === 'string') {
        return given === 'read-all'
          ? [lacking(name, NEEDED)]
          : given === 'write-all'
            ? [tooWide(name)]
            : [unstated(name)];
      }
      const missing = NEEDED.filter((scope) => given[scope] !== 'write');
      return missing.length === 0 ? [] : [lacking(name, missing)];
    });
}

function taskOf({ with: inputs }: Step): string {
  return String(inputs?.task ?? '');
}

function tasksIn({ jobs }: Workflow): readonly string[] {
  return Object.values(jobs).flatMap(({ steps }) => steps.map(taskOf));
}

/** A shift that hands sessions out must have somebody to take them, and somebody to land them. */
function fleetProblems(workflow: Workflow): readonly Check[] {
  const steps = Object.values(workflow.jobs).flatMap((each) => each.steps);
  const handsOut = steps.some(({ with: inputs }) => String(inputs?.fleet) === 'true');
  const missing = ['session', 'land'].filter((task) => !tasksIn(workflow).includes(task));
  return handsOut && missing.length > 0
    ? missing.map((task) =>
        broken(
          'workflow_fleet',
          `says \`fleet: true\` and has no job with \`task: ${task}\`, so sessions would wait for nobody`,
        ),
      )
    : [];
}

function fleetNote(workflow: Workflow): string {
  return tasksIn(workflow).includes('session') ? ', and jobs for sessions side by side' : '';
}

function lacking(name: string, scopes: readonly string[]): Check {
  const list = scopes.map((scope) => `\`${scope}: write\``).join(', ');
  return broken('workflow_permissions', `gives job \`${name}\` no ${list}`, 'Add them to the permissions of that job.');
}

function tooWide(name: string): Check {
  return warning('workflow_permissions', {
    what: `${WORKFLOW_PATH} gives job \`${name}\` every permission.`,
    why: 'It needs only a few; the others help an attacker.',
    fix: 'List the permissions as the example workflow does.',
  });
}

function unstated(name: string): Check {
  return warning('workflow_permissions', {
    what: `${WORKFLOW_PATH} does not say which permissions job \`${name}\` has.`,
    why: "They are the repository's default then: too few, or too many.",
    fix: 'List the permissions as the example workflow does.',
  });
}

function broken(name: string, clause: string, fix = 'Compare it with the one that `pitboss init` writes.'): Check {
  return problem(name, {
    what: `${WORKFLOW_PATH} ${clause}.`,
    why: 'The action cannot do its work with it as it is.',
    fix,
  });
}
