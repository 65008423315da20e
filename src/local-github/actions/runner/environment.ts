import type { CommandFiles } from '../host/file-commands.js';
import type { Frame } from './frame.js';
import type { Machine } from './machine.js';

const FROM_CONTEXT = [
  ...['actor', 'actor_id', 'api_url', 'base_ref', 'event_name', 'event_path', 'graphql_url', 'head_ref', 'job'],
  ...['ref', 'ref_name', 'ref_protected', 'ref_type', 'repository', 'repository_id', 'repository_owner'],
  ...['repository_owner_id', 'retention_days', 'run_attempt', 'run_id', 'run_number', 'server_url', 'sha'],
  ...['triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha', 'workspace'],
];

/**
 * The environment of one program of a step: the machine's, the variables of workflow, job and step, and the default
 * variables on top. There is no GITHUB_TOKEN and no runtime token in it: steps get those only by name.
 */
export function stepEnvironment(
  frame: Frame,
  variables: Readonly<Record<string, string>>,
  files: CommandFiles,
): Readonly<Record<string, string>> {
  const { machine } = frame;
  const base: Readonly<Record<string, string>> = { CI: 'true', ...machine.parts.env, ...variables };
  const path = [...machine.path, base.PATH ?? ''].filter((item) => item !== '').join(':');
  return { ...base, PATH: path, ...defaultVariables(machine), ...actionVariables(frame), ...files.env };
}

function defaultVariables(machine: Machine): Readonly<Record<string, string>> {
  const named = FROM_CONTEXT.map((name) => [`GITHUB_${name.toUpperCase()}`, String(machine.github[name] ?? '')]);
  return {
    ...Object.fromEntries(named),
    GITHUB_ACTIONS: 'true',
    RUNNER_OS: process.platform === 'darwin' ? 'macOS' : 'Linux',
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_NAME: `Local Actions ${machine.job.id}`,
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TEMP: machine.temp,
    RUNNER_TOOL_CACHE: machine.tool,
    RUNNER_WORKSPACE: machine.root,
    RUNNER_TRACKING_ID: machine.trackingId,
  };
}

function actionVariables(frame: Frame): Readonly<Record<string, string>> {
  const { action } = frame;
  return {
    GITHUB_ACTION: frame.stepName,
    ...(action === null ? {} : { GITHUB_ACTION_PATH: action.directory }),
    GITHUB_ACTION_REPOSITORY: action?.repository ?? '',
    GITHUB_ACTION_REF: action?.ref ?? '',
  };
}
