import { stableJson } from '../../src/base/stable-json.js';
import type { SessionRecord } from '../../src/grind/session-record.js';
import { spentUsd } from '../../src/run/budget.js';
import type { RunRecord } from '../../src/run/record.js';
import { type LedgerView, lines } from './ledger-view.js';
import { CONFIG } from './project.js';
import { git, LEDGER } from './world.js';

/** One thing that has to hold after a night and does not; it begins with the invariant's number. */
export type Breach = string;

interface Place {
  readonly remote: string;
  readonly root: string;
  readonly base: string;
}

/** Holds the remote against what has to be true of it once a run stands still. */
export function breaches(place: Place, view: LedgerView): readonly Breach[] {
  return [
    ...[...view.runs.values()].flatMap((run) => ofRun(place, view, run)),
    ...refsWithoutOwner(view),
    ...moneyOfDays(view),
    ...history(place.remote),
    ...texts(place, view),
  ];
}

function ofRun(place: Place, view: LedgerView, run: RunRecord): readonly Breach[] {
  const sessions = view.sessions.get(run.run_id) ?? [];
  return [
    ...(run.lease === null ? [] : ['I1 a run that stands still holds a lease']),
    ...branch(place, view, { run, sessions }),
    ...numbers(run, sessions),
    ...keptTrees(view, sessions),
    ...moneyOfRun(run, sessions),
  ].map((what) => `${what} (run ${run.run_id})`);
}

interface Run {
  readonly run: RunRecord;
  readonly sessions: readonly SessionRecord[];
}

/** Commits and records belong together, in a straight line from the base; each unit landed at most once (I1-I3). */
function branch({ remote, base }: Place, { refs }: LedgerView, { run, sessions }: Run): readonly Breach[] {
  const tip = refs.get(`refs/heads/${run.branch}`);
  if (tip !== run.head_sha) {
    return [`I2 the branch stands at ${tip}, the record says ${run.head_sha}`];
  }
  const log = lines(
    git(
      remote,
      'log',
      '--reverse',
      '--format=%H %P|%(trailers:key=Pitboss-Unit,valueonly,separator=)',
      `${base}..${tip}`,
    ),
  );
  const commits = log.map((line) => {
    const [shas = '', unit = ''] = line.split('|');
    return { sha: shas.split(' ')[0] ?? '', parents: shas.split(' ').length - 1, unit };
  });
  const recorded = sessions.filter(({ commit }) => commit !== null);
  const units = commits.map(({ unit }) => unit);
  const same = new Set(recorded.map(({ commit }) => commit));
  return [
    ...(commits.every(({ parents }) => parents === 1) ? [] : ['I1 the branch is no straight line']),
    ...(new Set(units).size === units.length ? [] : ['I3 a session landed twice']),
    ...(commits.length === recorded.length && commits.every(({ sha }) => same.has(sha))
      ? []
      : [`I2 ${commits.length} commits on the branch, ${recorded.length} in session records`]),
  ];
}

/** Sessions have the numbers 1, 2, 3 …; those without a record are in flight; counts say the same (I6). */
function numbers({ grind, orders, status }: RunRecord, sessions: readonly SessionRecord[]): readonly Breach[] {
  const ended = sessions.map(({ seq }) => seq);
  const open = Object.values(orders).map(({ session }) => session?.seq ?? 0);
  const all = [...ended, ...open].toSorted((a, b) => a - b);
  const counted = Object.values(grind?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    ...(all.every((seq, index) => seq === index + 1) && all.length === grind?.last_seq
      ? []
      : [`I6 sessions ${all.join(' ')}, and the last number is ${grind?.last_seq}`]),
    ...(counted === sessions.length && grind?.iterations === sessions.length
      ? []
      : [`I2 ${sessions.length} sessions, ${grind?.iterations} iterations, ${counted} counted`]),
    ...(status === 'finished' && open.length > 0 ? ['I6 a finished run with sessions in flight'] : []),
  ];
}

/** What did not land and changed something is kept under the ref that its record names (I6). */
function keptTrees({ refs }: LedgerView, sessions: readonly SessionRecord[]): readonly Breach[] {
  return sessions.flatMap(({ seq, status, prompt, kept, commit }) => [
    ...(kept !== null && !refs.has(kept) ? [`I6 the tree of session ${seq} is gone`] : []),
    ...(prompt === 'fails' && kept === null ? [`I6 the failed session ${seq} kept no tree`] : []),
    ...(commit !== null && status !== 'ok' ? [`I6 session ${seq} landed although it ended as ${status}`] : []),
  ]);
}

/** Nothing is left over: every kept tree belongs to a session or an order, every branch to a run that there is or was (I6). */
function refsWithoutOwner({ refs, runs, sessions }: LedgerView): readonly Breach[] {
  const owned = new Set<string>([...sessions.values()].flat().flatMap(({ kept }) => (kept === null ? [] : [kept])));
  for (const run of runs.values()) {
    for (const order of Object.values(run.orders)) {
      owned.add(`refs/pitboss/wip/${run.run_id}/${order.kept_as ?? order.unit}`);
    }
  }
  const known = (name: string) =>
    name === LEDGER || name === 'refs/heads/main' || name.startsWith('refs/heads/pitboss/grind/') || owned.has(name);
  return [...refs.keys()].filter((name) => !known(name)).map((name) => `I6 nobody knows ${name}`);
}

/** What sessions cost is what the run has spent, but for what was lost with a machine; and all of it is within the caps (I5). */
function moneyOfRun(run: RunRecord, sessions: readonly SessionRecord[]): readonly Breach[] {
  const spent = spentUsd(run);
  const cost = sessions.reduce((sum, each) => sum + each.cost_usd, 0);
  const cap = CONFIG.budgets.max_total_usd ?? Number.POSITIVE_INFINITY;
  return [
    ...(spent > cap + 1e-6 ? [`I5 ${spent} dollars spent of ${cap}`] : []),
    ...(cost > spent + 1e-6 ? [`I5 sessions cost ${cost} dollars, the run ${spent}`] : []),
  ];
}

function moneyOfDays({ runs, spend }: LedgerView): readonly Breach[] {
  const cap = CONFIG.limits.day_usd ?? Number.POSITIVE_INFINITY;
  return [...spend].flatMap(([day, { runs: entries }]) => {
    const total = Object.values(entries).reduce((sum, each) => sum + each.settled_usd + each.reserved_usd, 0);
    const wrong = Object.entries(entries).filter(([id, entry]) => {
      const said = runs.get(id)?.usage.by_day?.[day]?.usd;
      return said !== undefined && Math.abs(said - entry.settled_usd) > 1e-6;
    });
    return [
      ...(total > cap + 1e-6 ? [`I5 ${total} dollars on ${day}, the cap is ${cap}`] : []),
      ...wrong.map(([id]) => `I5 the file of ${day} and the record of ${id} disagree`),
    ];
  });
}

/** Every commit of the ledger has the one before it as its parent (I1). */
function history(remote: string): readonly Breach[] {
  const parents = lines(git(remote, 'log', '--format=%P', LEDGER));
  return parents.slice(0, -1).every((line) => /^[0-9a-f]{40}$/.test(line)) ? [] : ['I1 the ledger is no straight line'];
}

/** Sorted keys, LF, no paths of this machine (I12). */
function texts({ root }: Place, { files }: LedgerView): readonly Breach[] {
  return [...files].flatMap(([path, text]) => [
    ...(path.endsWith('.json') && stableJson(JSON.parse(text)) !== text
      ? [`I12 ${path} is not in its stable form`]
      : []),
    ...(text.includes(root) ? [`I12 ${path} holds a path of this machine`] : []),
    ...(text.includes('\r') ? [`I12 ${path} holds a carriage return`] : []),
  ]);
}
