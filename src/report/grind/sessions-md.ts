import { LONGEST_SUMMARY, paddedSeq, type SessionRecord } from '../../grind/session-record.js';
import { dollars, plural } from '../format.js';
import { clipped, code, inert, unmarked } from '../markdown.js';
import { hooksText, isoSeconds, metricText, promptText, secondsBetween } from './session-text.js';

/** Longest sessions.md, in characters: far more than a run needs, and nothing that a checkout or an agent chokes on. */
const LONGEST = 2_000_000;
/** Longest single value of a session that is shown whole. */
const VALUE = 300;

/**
 * `sessions.md`: every session that ended, in their order, in the original's form; what only we know stands between the transcript and the
 * summary. Of a text that grows beyond `limit` the oldest sessions are left out, and it says so.
 */
export function sessionsMarkdown(sessions: readonly SessionRecord[], limit = LONGEST): string {
  return `# Sessions\n\n${sessions.length === 0 ? '_No sessions yet._\n' : newest(sessions, limit)}`;
}

/** As many of the newest sessions as fit, in their order; always the last one. */
function newest(sessions: readonly SessionRecord[], limit: number): string {
  const shown: string[] = [];
  let size = 0;
  for (const session of sessions.toReversed()) {
    const text = sessionText(session);
    size += [...text].length;
    if (size > limit && shown.length > 0) {
      break;
    }
    shown.push(text);
  }
  const left = sessions.length - shown.length;
  const note =
    left === 0
      ? []
      : [
          `_${plural(left, 'older session')} left out: the text would be too long. The ledger has a file for each._\n\n`,
        ];
  return [...note, ...shown.reverse()].join('');
}

function sessionText(session: SessionRecord): string {
  const { seq, prompt, status, tokens, started_at: start, ended_at: end } = session;
  const { input, output } = tokens;
  return [
    `## session-${paddedSeq(seq)} — ${promptText(prompt)} (${status})`,
    '',
    `- started: ${isoSeconds(start)}`,
    `- ended: ${isoSeconds(end)}`,
    `- duration: ${secondsBetween(start, end)}s`,
    `- commit: ${session.commit === null ? '(none)' : value(session.commit.slice(0, 7))}`,
    `- tokens: ${input + output} (in ${input} / out ${output})`,
    `- cost: ${dollars(session.cost_usd)}`,
    `- transcript: ${value(session.transcript)}`,
    ...ownFacts(session),
    ...summaryLines(session.summary),
    '',
    '',
  ].join('\n');
}

/** What the original does not record. */
function ownFacts(session: SessionRecord): readonly string[] {
  const hooks = hooksText(session.hooks);
  return [
    ...(session.code === null ? [] : [`- code: ${value(session.code)}`]),
    ...(session.kept === null ? [] : [`- kept: ${value(session.kept)}`]),
    ...(session.again ? ['- ran twice: others had landed on the same lines'] : []),
    ...(session.tests === null ? [] : [`- tests: ${code(clipped(session.tests, VALUE))}`]),
    ...(session.metric === null ? [] : [`- metric: ${metricText(session.metric)}`]),
    ...(hooks === '' ? [] : [`- hooks: ${hooks}`]),
  ];
}

/** Indented as in the original, and fenced as well: four spaces below a list item make no code, and the text is anybody's. */
function summaryLines(summary: string | null): readonly string[] {
  const plain = (summary ?? '').replaceAll(/(?![\r\n\t])[\p{Cc}\p{Cf}]/gu, '').trim();
  const text = unmarked(clipped(plain, LONGEST_SUMMARY));
  if (text === '') {
    return ['- summary: (none)'];
  }
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const lines = text.split(/\r\n|\r|\n/);
  return ['- summary:', '', ...[`${fence}text`, ...lines, fence].map((line) => `    ${line}`.trimEnd())];
}

/** As it is where nothing in it can mean anything in Markdown. */
function value(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9./-]*$/.test(text) ? text : inert(clipped(text, VALUE));
}
