import { AIDER_PROGRAM, type AiderOptions, aiderCommand } from './aider/command.js';
import { providerOf } from './aider/provider.js';
import { AiderReader } from './aider/reader.js';
import type { AgentBackend } from './contract.js';

/** It reads the prompt as a file and has no limit of its own; the model has one far below this. */
const MAX_PROMPT_BYTES = 10_000_000;

/**
 * What it would obey at the root of a checkout, without a switch against it: commands to run, and an environment that overrides ours and
 * so can send the key elsewhere.
 */
const OBEYED = [
  '.aider.conf.yml',
  '.env',
  '.aider.model.settings.yml',
  '.aider.model.metadata.json',
  '.aiderignore',
] as const;

/** Its map of the repository; histories, where an option of somebody's brings them back. */
const DROPPINGS = [
  '.aider.tags.cache.v3',
  '.aider.tags.cache.v4',
  '.aider.chat.history.md',
  '.aider.input.history',
] as const;

/** Aider 0.86, with one message. Written after its source and documentation; never run by our tests. */
export function aider(options: AiderOptions = {}): AgentBackend {
  return {
    name: 'aider',
    maxPromptBytes: MAX_PROMPT_BYTES,
    // It tells costs only of models whose price it knows.
    reportsCost: false,
    provider: providerOf,
    version: {
      argv: [options.binary ?? AIDER_PROGRAM, '--version'],
      read: (text) => /^aider (\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null,
      oldest: '0.86.0',
      tested: null,
    },
    hidden: OBEYED,
    droppings: DROPPINGS,
    prepare: (request) => aiderCommand(options, request),
    reader: () => new AiderReader(),
  };
}
