import type { ModelAccess } from '../access/model-access.js';

/** Variable that carries the key to the CLI; a name of our own, so that nothing else in the CLI takes it for an account's. */
export const KEY_VARIABLE = 'PITBOSS_CODEX_KEY';

/** The profile's name: `-p` reads it from the CLI's home. */
export const PROFILE = 'pitboss';

/** The address of the provider itself. */
const OPENAI = 'https://api.openai.com/v1';

export interface ProfileFacts {
  readonly systemPrompt: string;
  readonly access: ModelAccess | undefined;
  /** The working tree. */
  readonly tree: string;
  /** Folders besides the tree that commands may write. */
  readonly writable: readonly string[];
  readonly network: boolean;
}

/** Parts of the CLI that work on a person's machine and have no place here, or that would hide cost or work from us. */
const OFF = [
  'apps',
  'browser_use',
  'computer_use',
  'goals',
  'hooks',
  'image_generation',
  'in_app_browser',
  'memories',
  'plugins',
  'remote_plugin',
  'shell_snapshot',
  'skill_search',
  // With it, a provider that cannot be reached is waited for without end.
  'unbounded_connection_retries',
] as const;

/**
 * The settings that hold for one dispatch. Retries are bounded: without an answer a request is sent three times, a turn's stream is
 * opened four times, and one that falls silent is given up after five minutes.
 */
export function profileText({ systemPrompt, access, tree, writable, network }: ProfileFacts): string {
  return [
    ...(systemPrompt === '' ? [] : [`developer_instructions = ${toml(systemPrompt)}`]),
    `model_provider = ${toml(PROFILE)}`,
    'check_for_update_on_startup = false',
    'web_search = "disabled"',
    // Instructions of the project come from its default branch, through the system prompt.
    'project_doc_max_bytes = 0',
    section(`model_providers.${PROFILE}`, [
      `name = ${toml(PROFILE)}`,
      `base_url = ${toml(access?.baseUrl ?? OPENAI)}`,
      `env_key = ${toml(KEY_VARIABLE)}`,
      'wire_api = "responses"',
      'request_max_retries = 2',
      'stream_max_retries = 3',
      'stream_idle_timeout_ms = 300000',
    ]),
    // 0.169 trusts no checkout by itself; 0.166 did, and ran the programs that its settings name.
    section(`projects.${toml(tree)}`, ['trust_level = "untrusted"']),
    section('analytics', ['enabled = false']),
    section('feedback', ['enabled = false']),
    section('skills', ['include_instructions = false']),
    // What agents below the agent use stands in no report.
    section('agents', ['enabled = false']),
    section(
      'features',
      OFF.map((name) => `${name} = false`),
    ),
    section('shell_environment_policy', [
      'inherit = "all"',
      'ignore_default_excludes = false',
      `exclude = [${[KEY_VARIABLE, 'RUST_LOG', 'CODEX_HOME'].map(toml).join(', ')}]`,
    ]),
    section('sandbox_workspace_write', [
      `network_access = ${network}`,
      `writable_roots = [${writable.map(toml).join(', ')}]`,
    ]),
    '',
  ].join('\n');
}

function section(name: string, lines: readonly string[]): string {
  return [`\n[${name}]`, ...lines].join('\n');
}

/** A basic string. JSON's escapes are TOML's, but for the delete character; half a surrogate pair, which no TOML may hold, is replaced. */
function toml(text: string): string {
  return JSON.stringify(Buffer.from(text).toString()).replaceAll('\u007f', '\\u007f');
}
