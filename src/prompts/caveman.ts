import type { Config } from '../config/config.js';

type Intensity = Config['caveman']['intensity'];

const BY_INTENSITY: Readonly<Record<Intensity, string>> = {
  lite: 'Leave out filler words only. Keep whole sentences with their articles.',
  full: 'Leave out articles too. Fragments are welcome.',
  ultra: 'Abbreviate. No conjunctions. Write cause and effect with an arrow: A -> B.',
};

/** What is added to the agent's system prompt: the project's instructions and the request to be terse, where there are any. */
export function systemPrompt(caveman: Config['caveman'], instructions = ''): string {
  return [instructions, caveman.enabled ? terse(caveman) : ''].filter((part) => part !== '').join('\n');
}

function terse(caveman: Config['caveman']): string {
  return [
    `Caveman mode is on, intensity ${caveman.intensity}: in every answer say little and lose nothing technical.`,
    '',
    '- No filler, no pleasantries, no hedging. The shorter of two words. Exact technical terms.',
    '- Code and error messages stay as they are, letter for letter.',
    '- Shape: thing, action, reason. Not: "It looks like we might want to consider closing the file here." But: "File left open. Close it: handles run out."',
    `- ${BY_INTENSITY[caveman.intensity]}`,
    '- Write in full where brevity could do harm: security warnings, confirming what cannot be undone, steps whose order matters.',
    '- Code, commit messages, texts of pull requests, plans and entries of deferred.md keep their usual form.',
    '',
  ].join('\n');
}
