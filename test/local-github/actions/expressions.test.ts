// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what expressions of workflows look like.
import { describe, expect, test } from '@jest/globals';
import { condition } from '../../../src/local-github/actions/expressions/condition.js';
import { render, resolve } from '../../../src/local-github/actions/expressions/template.js';

const scope = {
  contexts: {
    github: { event_name: 'issue_comment', event: { comment: { body: '/pitboss play', user: { type: 'User' } } } },
    inputs: { count: 3, on: true, empty: '' },
    steps: { a: { outputs: { text: "it's }} here" } } },
  },
};
const good = { success: true, failure: false, cancelled: false };
const bad = { success: false, failure: true, cancelled: false };
const stopped = { success: false, failure: false, cancelled: true };

describe('texts with expressions', () => {
  test.each([
    ['no expression', 'no expression'],
    ['${{ inputs.count }} of ${{ inputs.on }}', '3 of true'],
    ["${{ format('{0}-{1}', inputs.count, 'x') }}", '3-x'],
    ["${{ 'a }} b' }}!", 'a }} b!'],
    ["${{ 'it''s' }}", "it's"],
    ['${{ steps.a.outputs.text }}', "it's }} here"],
    ['${{ steps.a.outputs.missing }}|', '|'],
    ["${{ inputs.empty || 'default' }}", 'default'],
    ['${{ toJSON(inputs.on) }}', 'true'],
  ])('%s', (text, expected) => {
    expect(render(text, scope)).toBe(expected);
  });

  test('one expression alone keeps its type, and a value that came from one is not read again', () => {
    expect(resolve({ a: '${{ inputs.on }}', b: ['${{ inputs.count }}', 'n ${{ inputs.count }}'] }, scope)).toEqual({
      a: true,
      b: [3, 'n 3'],
    });
    const hostile = { contexts: { github: { title: '${{ secrets.KEY }}' } } };
    expect(render('${{ github.title }}', hostile)).toBe('${{ secrets.KEY }}');
  });

  test('unknown names are an error, not an empty text', () => {
    expect(() => render('${{ nope.x }}', scope)).toThrow('nope');
  });
});

describe('conditions', () => {
  test.each([
    [undefined, good, true],
    [undefined, bad, false],
    ["startsWith(github.event.comment.body, '/pitboss')", good, true],
    ["${{ startsWith(github.event.comment.body, '/other') }}", good, false],
    ["github.event_name == 'ISSUE_COMMENT'", good, true],
    ["github.event_name == 'issue_comment'", bad, false],
    ["failure() && github.event_name == 'issue_comment'", bad, true],
    ['always()', stopped, true],
    ['cancelled()', stopped, true],
    ['!cancelled()', stopped, false],
    ['!cancelled()', bad, true],
    ["contains('always() never', 'x')", bad, false],
    [false, good, false],
    ['inputs.empty', good, false],
    ['${{ inputs.empty }} text around', good, true],
  ])('%s after %o is %s', (source, status, expected) => {
    expect(condition(source, scope, status)).toBe(expected);
  });
});
