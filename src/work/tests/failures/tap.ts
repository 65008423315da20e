import { type FailureReader, MOST_TESTS, nameList } from './reader.js';

const POINT = /^( *)(not ok|ok)\b(?: +\d+)?(?: +-)? *(.*)$/;
const SUBTEST = /^( *)# Subtest: (.*)$/;

/** The Test Anything Protocol: Node's own runner without a terminal, tape, tap, prove, bats. */
export function tapReader(): FailureReader {
  const failing = nameList();
  const seen = nameList(MOST_TESTS);
  const doubled = new Set<string>();
  /** Parents of failing tests. */
  const red = new Set<string>();
  const above: string[] = [];
  let started = false;
  let bailed = false;
  let inYaml = false;
  let planned: number | null = null;
  let top = 0;

  function point(indent: string, ok: boolean, text: string): void {
    const level = Math.floor(indent.length / 4);
    const skipped = /(?<!\\)# *(?:SKIP|TODO)\b/i.test(text);
    const title = text.replace(/(?<!\\)# *(?:SKIP|TODO|time=)\b.*$/i, '').trim();
    const parents = above.slice(0, level);
    const name = [...parents, title].join(' > ');
    above.length = parents.length;
    top += level === 0 ? 1 : 0;
    if (seen.has(name)) {
      doubled.add(name);
    }
    seen.add(name);
    // A parent fails with its children; only a failure of its own has its name.
    if (!ok && !skipped && !red.has(name)) {
      failing.add(name);
    }
    if (!ok && !skipped && failing.whole) {
      for (const index of parents.keys()) {
        red.add(parents.slice(0, index + 1).join(' > '));
      }
    }
  }

  return {
    add(line) {
      const text = line.trim();
      if (inYaml || text === '---') {
        inYaml = started && text !== '...';
        return;
      }
      started ||= /^TAP version \d+$/.test(line) || /^1\.\.\d+/.test(line);
      if (!started) {
        return;
      }
      const plan = /^1\.\.(\d+)/.exec(line);
      planned = plan ? (planned ?? 0) + Number(plan[1]) : planned;
      bailed ||= /^ *Bail out!/.test(line);
      const [, deep, child] = SUBTEST.exec(line) ?? [];
      if (deep !== undefined && child !== undefined) {
        above.length = Math.min(above.length, Math.floor(deep.length / 4));
        above.push(child.trim());
      }
      const [, indent, verdict, title] = POINT.exec(line) ?? [];
      if (indent !== undefined && verdict !== undefined) {
        point(indent, verdict === 'ok', title ?? '');
      }
    },
    result() {
      if (!started || planned === null) {
        return started ? { names: failing.all(), ran: seen.added, complete: false } : null;
      }
      const unique = failing.all().every((name) => !doubled.has(name));
      const complete = planned === top && !bailed && unique && failing.whole && seen.whole;
      return { names: failing.all(), ran: seen.added, complete };
    },
  };
}
