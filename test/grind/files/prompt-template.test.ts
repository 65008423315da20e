import { expect, test } from '@jest/globals';
import { promptTemplate } from '../../../src/grind/files/prompt-template.js';
import { promptMetaSchema } from '../../../src/grind/prompt.js';
import { said } from './files.js';

test('the template is valid and has every field at its default', () => {
  const meta = promptMetaSchema.parse({ name: 'x', description: 'What this prompt is for, in a few words' });
  expect(said(promptTemplate('x'))).toMatchObject(meta);
});

test('it names every key, and what it has commented out is valid too', () => {
  const open = promptTemplate('x').replaceAll(/^# ( {2}\w+:.*|[a-z_]+:.*)$/gm, '$1');
  const prompt = said(open);
  expect(Object.keys(promptMetaSchema.shape).filter((key) => !(key in prompt))).toEqual([]);
  expect(prompt).toMatchObject({ max_runs: 5, metric: { command: 'node scripts/count.mjs', goal: 'min' } });
});
