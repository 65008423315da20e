import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commandsDoc } from '../../src/commands/answers/commands-doc.js';
import { helpText } from '../../src/commands/answers/help-text.js';
import { parseComment } from '../../src/commands/grammar/parse-comment.js';
import { REGISTRY } from '../../src/commands/grammar/registry.js';
import { VERBS } from '../../src/commands/grammar/verbs.js';

const FILE = new URL('../../docs/commands.md', import.meta.url);
const CONTEXT = { level: 'write', spend: 'write', reading: 'triage', slots: 1 } as const;

describe('one registry', () => {
  test('has each verb once, and no word twice', () => {
    expect(REGISTRY.map((spec) => spec.verb)).toEqual([...VERBS]);
    const words = REGISTRY.flatMap((spec) => [spec.verb, ...spec.aliases]);
    expect(new Set(words).size).toBe(words.length);
  });

  test.each(REGISTRY.flatMap((spec) => spec.examples.map((example) => [example, spec.verb] as const)))(
    'its example %s is a %s',
    (example, verb) => {
      const [line] = parseComment(example);
      expect(line?.command).toMatchObject({ ok: true, value: { verb } });
    },
  );

  test.each(REGISTRY.flatMap((spec) => [spec.verb, ...spec.aliases].map((word) => [word, spec.verb] as const)))(
    'the parser reads %s as %s',
    (word, verb) => {
      const needed = REGISTRY.find((spec) => spec.verb === verb)?.arguments.some(({ required }) => required);
      expect(parseComment(`/pitboss ${word}${needed ? ' something' : ''}`)[0]?.command).toMatchObject({
        ok: true,
        value: { verb },
      });
    },
  );

  test('help names every verb, who may use it and two examples of each', () => {
    const text = helpText(null, CONTEXT);
    for (const spec of REGISTRY) {
      expect(text).toContain(`/pitboss ${spec.verb}`);
      expect(spec.examples.every((example) => text.includes(example))).toBe(true);
    }
    expect(text).toContain('You have write.');
  });

  test('docs/commands.md is what the registry says', () => {
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(FILE, commandsDoc());
    }
    expect(readFileSync(FILE, 'utf8')).toBe(commandsDoc());
  });
});
