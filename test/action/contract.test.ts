import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { z } from 'zod';
import { INPUTS, inputVariable, OUTPUTS } from '../../src/action/inputs.js';

const actionSchema = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.looseObject({ description: z.string(), value: z.string() })),
  runs: z.looseObject({
    using: z.literal('composite'),
    steps: z.array(
      z.looseObject({
        run: z.string().optional(),
        uses: z.string().optional(),
        env: z.record(z.string(), z.string()).optional(),
      }),
    ),
  }),
});

const action = actionSchema.parse(load(readFileSync('action.yml', 'utf8')));

describe('action.yml', () => {
  test('declares exactly the inputs that the program reads, with the same words and defaults', () => {
    expect(action.inputs).toEqual(INPUTS);
  });

  test('declares exactly the outputs that the program writes', () => {
    const described = Object.fromEntries(
      Object.entries(action.outputs).map(([name, { description }]) => [name, { description }]),
    );
    expect(described).toEqual(OUTPUTS);
  });

  test('hands every input to every step of ours through the environment', () => {
    const ours = action.runs.steps.filter((step) => step.run !== undefined);
    expect(ours).toHaveLength(2);
    for (const step of ours) {
      for (const name of Object.keys(INPUTS)) {
        expect(step.env?.[`INPUT_${name.replaceAll('-', '_').toUpperCase()}`]).toBe(
          ['$', `{{ inputs.${name} }}`].join(''),
        );
      }
    }
  });

  test('names its variables as the program looks them up', () => {
    expect(inputVariable('app-id')).toBe('INPUT_APP_ID');
  });

  test('has three steps and two for sessions on machines of their own, replaces the shell by the program, and pins what it uses by a full commit', () => {
    const { steps } = action.runs;
    expect(steps.length).toBeLessThanOrEqual(5);
    for (const step of steps) {
      expect(step.run ?? 'exec node ').toMatch(/^exec node /);
      expect(step.uses ?? `x@${'0'.repeat(40)}`).toMatch(/@[0-9a-f]{40}$/);
    }
  });

  test('interpolates nothing into a shell', () => {
    for (const step of action.runs.steps) {
      expect(step.run ?? '').not.toContain(['$', '{{'].join(''));
    }
  });
});
