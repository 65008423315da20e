import { z } from 'zod';
import { spentUsd } from '../../../src/run/budget.js';
import { spendDaySchema } from '../../../src/run/money/spend.js';
import { type RunRecord, runRecordSchema } from '../../../src/run/record.js';
import { triggerSchema } from '../../../src/run/trigger.js';
import { roundUsd } from '../../../src/run/usage.js';
import { moneyForm } from './money-form.js';
import { type Anonymous, namesFor } from './names.js';

/** What may differ between a run that was killed and one that was not: times, ids and usage, and how often it was taken up. */
const LEFT_OUT = new Set([
  'run_id',
  'trigger',
  'applied_triggers',
  'started_at',
  'ended_at',
  'updated_at',
  'next_nonce',
  'shifts',
  'idle_shifts',
  'usage',
  'token_usage',
  'attempts',
  'seconds',
  'approval',
  'branch',
  // What these refer to on GitHub is compared itself.
  'id',
  'number',
  'node_id',
  'url',
  'hash',
]);

const recordSchema = z.record(z.string(), z.unknown());
const eventSchema = z.looseObject({ event: z.string(), unit: z.string().optional() });

export interface LedgerForm {
  readonly lines: readonly string[];
  readonly records: readonly RunRecord[];
  readonly spentUsd: number;
  readonly anonymous: Anonymous;
}

/** Refs, commits of run branches and all files of the ledger, the same for every way in which they may have come about. */
export function ledgerForm(git: (...args: string[]) => string): LedgerForm {
  const refs = linesOf(git('for-each-ref', '--format=%(refname)'));
  const ledger = refs.find((ref) => ref !== 'refs/heads/main' && ref.includes('ledger'));
  const paths = ledger === undefined ? [] : linesOf(git('ls-tree', '-r', '--name-only', ledger));
  const files = paths.map((path) => [path, git('show', `${ledger}:${path}`)] as const);
  const records = files
    .filter(([path]) => path.endsWith('/run.json'))
    .map(([, text]) => runRecordSchema.parse(JSON.parse(text)))
    // Not by id: two commands of one second have their order by chance.
    .sort((a, b) => (a.issue ?? 0) - (b.issue ?? 0));
  const days = files
    .filter(([path]) => path.startsWith('spend/'))
    .map(([, text]) => spendDaySchema.parse(JSON.parse(text)));
  const anonymous = namesFor(records);
  const shown = files
    .filter(([path]) => !path.startsWith('spend/'))
    .flatMap(([path, text]) => fileForm(path, text).map((form) => `file ${anonymous(path)}\n${form}`))
    .sort();
  const lines = [
    'refs',
    ...refs.map(anonymous).sort(),
    ...records.flatMap((record) => [
      `commits of ${record.run_id}`,
      ...(refs.includes(`refs/heads/${record.branch}`) ? commitsOf(git, record) : ['there is no branch']),
    ]),
    ...shown,
    'money',
    ...moneyForm(records, days),
  ];
  return {
    lines: lines.flatMap((text) => anonymous(text).split('\n')),
    records,
    spentUsd: roundUsd(records.reduce((total, record) => total + spentUsd(record), 0)),
    anonymous,
  };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Subject, people, and every file: the commit itself has a time in it. */
function commitsOf(git: (...args: string[]) => string, { branch, base }: RunRecord): readonly string[] {
  const format = '--format=%s|%an|%cn|%T|%(trailers:key=Pitboss-Unit,separator=%x2C)';
  return linesOf(git('log', '--reverse', format, `${base.sha}..${branch}`, '--'));
}

/** A file's text without what may differ; nothing for a file that may be there or not. */
function fileForm(path: string, text: string): readonly string[] {
  if (path.endsWith('run.json') || path.includes('/sessions/')) {
    return [JSON.stringify(without(JSON.parse(text)), null, 1)];
  }
  if (path.endsWith('events.jsonl')) {
    const events = linesOf(text).map((line) => eventSchema.parse(JSON.parse(line)));
    // Claims and stops in between are what a kill adds; what was reached is not.
    return [
      events
        .flatMap(({ event, unit = '' }) =>
          ['landed', 'session_ended', 'finished'].includes(event) ? [`${event} ${unit}`] : [],
        )
        .join('\n'),
    ];
  }
  if (path.startsWith('triggers/')) {
    // A person who goes on leaves a command of his own.
    const { verb, issue } = triggerSchema.parse(JSON.parse(text));
    return verb === 'play' || verb === 'grind' ? [`${verb} for issue ${issue?.number ?? 'NOBODY'}`] : [];
  }
  return [text];
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(without);
  }
  const object = recordSchema.safeParse(value).data;
  if (object === undefined) {
    // Commits have a time in them; the branch's trees are compared instead.
    return typeof value === 'string' && /^[0-9a-f]{40}$/.test(value) ? 'SHA' : value;
  }
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, inner]) => (LEFT_OUT.has(key) ? [] : [[key, without(inner)]])),
  );
}
