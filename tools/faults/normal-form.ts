import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { World } from './world.js';

/** What may differ between a run that was killed and one that was not: times, ids and usage, and how often it was taken up. */
const LEFT_OUT = new Set([
  'run_id',
  'trigger',
  'applied_triggers',
  'started_at',
  'updated_at',
  'next_nonce',
  'lease',
  'shifts',
  'idle_shifts',
  'usage',
  'token_usage',
  'attempts',
  'seconds',
  'approval',
  'branch',
]);

const recordSchema = z.record(z.string(), z.unknown());
const eventSchema = z.looseObject({ event: z.string(), unit: z.string().optional() });

/** All that a run leaves behind, as text that is the same for every way in which it may have come about. */
export function normalForm(world: World): string {
  const { git } = world;
  const refs = git('for-each-ref', '--format=%(refname)').split('\n');
  const branches = refs.filter((ref) => ref.startsWith('refs/heads/pitboss/play/'));
  const ledger = refs.find((ref) => ref !== 'refs/heads/main' && ref.includes('ledger')) ?? '';
  // The days' spending is usage and dates, nothing else; both differ between a run that was killed and one that was not.
  const paths =
    ledger === ''
      ? []
      : git('ls-tree', '-r', '--name-only', ledger)
          .split('\n')
          .filter((path) => !path.startsWith('spend/'));
  return [
    'refs',
    ...refs.map(anonymous),
    ...branches.flatMap((branch) => ['commits', commitsOf(world, branch)]),
    ...paths.flatMap((path) => [anonymous(path), fileForm(path, git('show', `${ledger}:${path}`))]),
    'work tree of the user',
    git('status', '--porcelain'),
    'programs that live',
    ...programsOf(world),
  ].join('\n');
}

/** Subject, people, and every file: the commit itself has a time in it. */
function commitsOf({ git }: World, branch: string): string {
  const shas = git('rev-list', '--reverse', `main..${branch}`)
    .split('\n')
    .filter((sha) => sha !== '');
  return shas
    .map((sha) => git('show', '--no-patch', '--format=%s|%an|%cn|%T|%(trailers:key=Pitboss-Unit)', sha))
    .join('\n');
}

function anonymous(text: string): string {
  return text
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, 'RUN')
    .replaceAll(/cli-\d+-[0-9a-f]+/g, 'KEY')
    .replaceAll(/\d{4}-\d\d\//g, 'MONTH/');
}

function fileForm(path: string, text: string): string {
  if (path.endsWith('run.json')) {
    return JSON.stringify(without(JSON.parse(text)), null, 1);
  }
  if (path.endsWith('events.jsonl')) {
    const events = text.split('\n').filter((line) => line !== '');
    const read = events.map((line) => eventSchema.parse(JSON.parse(line)));
    // Claims and stops in between are what a kill adds; what was reached is not.
    return read
      .flatMap(({ event, unit }) => (['landed', 'finished'].includes(event) ? [`${event} ${unit}`] : []))
      .join('\n');
  }
  return path.startsWith('triggers/') ? '' : text;
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

/** Programs of this world that still live, other than git's own helpers on their way out. */
function programsOf({ root }: World): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const read = (name: string) => textOf(`/proc/${pid}/${name}`);
      return read('environ').includes('PITBOSS_MARKER=') && read('cmdline').includes(root) ? [read('cmdline')] : [];
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
