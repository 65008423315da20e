import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_STOP } from '../../process/stop-ladder.js';
import { accessVariables } from '../access/access-variables.js';
import type { ModelAccess, Provider } from '../access/model-access.js';
import type { AgentCommand, DispatchRequest } from '../contract.js';

export interface CustomOptions {
  /** Program and arguments; arguments may hold placeholders. */
  readonly command: readonly string[];
  readonly prompt: 'stdin' | 'file';
  readonly protocol: 'json_lines' | 'text';
  /** Whose key and address the program gets; absent for none. */
  readonly provider?: Provider | undefined;
  readonly max_prompt_bytes: number;
  readonly reports_cost: boolean;
  /** Variables that it gets besides. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Writes the prompt, makes a fresh home, and fills in the command. Each argument stays one argument, whatever is put in. */
export async function customCommand(options: CustomOptions, request: DispatchRequest): Promise<AgentCommand> {
  const place = (name: string) => join(request.scratchDir, name);
  const [program = '', ...rest] = options.command;
  const apart = rest.some((argument) => argument.includes('{system_prompt_file}'));
  const prompt = apart ? request.prompt : withSystemPrompt(request.prompt, request.systemPrompt);
  await mkdir(place('home'), { recursive: true, mode: 0o700 });
  await writeFile(place('prompt.md'), prompt);
  await writeFile(place('system-prompt.md'), request.systemPrompt);
  await writeFile(place('empty'), '');
  const values: Readonly<Record<string, string>> = {
    model: request.model,
    role: request.role,
    prompt_file: place('prompt.md'),
    system_prompt_file: place('system-prompt.md'),
  };
  return {
    argv: [program, ...rest.map((argument) => filled(argument, values))],
    env: { ...request.env, HOME: place('home'), ...options.variables, ...customAccess(request.access) },
    stdinFile: place(options.prompt === 'stdin' ? 'prompt.md' : 'empty'),
    stop: DEFAULT_STOP,
  };
}

/** Codex reads a name of its own before the usual one; other programs know only the usual one. */
function customAccess(access: ModelAccess | undefined): Record<string, string> {
  const { CODEX_API_KEY: key, ...variables } = accessVariables(access);
  return { ...variables, ...(key === undefined ? {} : { OPENAI_API_KEY: key }) };
}

/** All placeholders at once, so that what is put in is never read as one. */
function filled(argument: string, values: Readonly<Record<string, string>>): string {
  return argument.replaceAll(
    /\{(model|role|prompt_file|system_prompt_file)\}/g,
    (_, name: string) => values[name] ?? '',
  );
}

/** Behind the first line, which is ours and says what the prompt is. */
function withSystemPrompt(prompt: string, system: string): string {
  if (system.trim() === '') {
    return prompt;
  }
  const end = prompt.indexOf('\n') + 1;
  return end === 0 ? `${prompt}\n\n${system}\n` : `${prompt.slice(0, end)}\n${system.trim()}\n${prompt.slice(end)}`;
}
