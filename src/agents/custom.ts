import type { AgentBackend } from './contract.js';
import { type CustomOptions, customCommand } from './custom/command.js';
import { jsonLinesReader } from './output/json-lines.js';
import { textReader } from './output/text-reader.js';

const NAME = 'custom';

/** Any program that the configuration names: it speaks our protocol, or just prints. */
export function custom(options: CustomOptions): AgentBackend {
  return {
    name: NAME,
    maxPromptBytes: options.max_prompt_bytes,
    reportsCost: options.reports_cost,
    provider: () => options.provider ?? null,
    version: null,
    prepare: (request) => customCommand(options, request),
    reader: () => (options.protocol === 'json_lines' ? jsonLinesReader(NAME) : textReader(NAME)),
  };
}
