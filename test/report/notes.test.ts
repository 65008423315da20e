import { describe, expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../src/documents/deferred.js';
import { pullRequestRegion } from '../../src/report/pull-request.js';
import { statusComment } from '../../src/report/status-comment.js';
import { terminalStatus } from '../../src/report/terminal-status.js';
import type { Note } from '../../src/run/notes/note.js';
import { PLAN, record } from '../run/samples.js';
import { LINKS, view } from './samples.js';

const note = (fields: Partial<Note> = {}): Note => ({
  key: 'k',
  by: 'ada',
  at: '2026-03-01T10:00:00.000Z',
  text: 'Use tabs.',
  shown: [],
  ...fields,
});

describe('notes on a run', () => {
  test('are listed with the units that were shown them, in the status comment and in the pull request', () => {
    const shown = view({ status: 'running', notes: [note({ shown: ['phase/01', 'phase/02'] }), note({ by: 'bob' })] });
    const rows =
      '- ada: Use tabs. (shown in `phase/01`, `phase/02`)\n- bob: Use tabs. (no agent has been shown it yet)';
    expect(statusComment(shown, LINKS)).toContain(`**Notes:**\n\n${rows}`);
    expect(pullRequestRegion(shown, EMPTY_DEFERRED, [])).toContain(`## Notes\n\n${rows}`);
  });

  test('that nobody read before the run was over say so', () => {
    expect(statusComment(view({ status: 'finished', notes: [note()] }), LINKS)).toContain('(no agent was shown it)');
  });

  test('do nothing in a text of ours', () => {
    const notes = [note({ by: 'e*v*e', text: '@team see #3\n\n## Heading <img> ![x](y)' })];
    const body = statusComment(view({ notes }), LINKS);
    expect(body).toContain('- e\\*v\\*e: @\u2060team see #\u20603 ## Heading \\<img\\> !\\[x\\](y)');
  });

  test('are bounded: the newest ten, and of each the beginning', () => {
    const notes = Array.from({ length: 12 }, (_, index) =>
      note({ key: `${index}`, text: `${index} ${'x'.repeat(900)}` }),
    );
    const body = statusComment(view({ notes }), LINKS);
    expect(body).toContain('- 2 earlier notes\n- ada: 2 xxx');
    expect(body).not.toContain('x'.repeat(300));
  });

  test('stand in a terminal without what it would obey', () => {
    const lines = terminalStatus(record({ notes: [note({ text: 'a\n\u001b[31mb' })] }), PLAN, EMPTY_DEFERRED);
    expect(lines).toContain('notes: 1');
    expect(lines).toContain('  ada: "a [31mb" (no agent has been shown it yet)');
  });

  test('are not mentioned where there are none', () => {
    expect(statusComment(view(), LINKS)).not.toContain('Notes');
    expect(pullRequestRegion(view(), EMPTY_DEFERRED, [])).not.toContain('Notes');
  });
});
