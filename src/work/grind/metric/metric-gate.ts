import type { Desk } from '../desk.js';
import { failed, type SessionEnd } from '../session-end.js';
import { improved, notImproved } from './improved.js';
import { measure } from './measure.js';

/** The end of a session whose tree is proved, as far as it can be: kept, unless its prompt's metric is no better than before. */
export async function metricGate({ unit, ports, sheet, noted }: Desk): Promise<SessionEnd> {
  const { metric } = unit.subject.prompt;
  if (metric === undefined) {
    return { kind: 'ok', changed: true };
  }
  const { goal } = metric;
  const before = noted.metricBefore;
  if (before === null) {
    return failed('metric_unusable', 'What the metric was before the agent is not known any more.');
  }
  // What the command leaves behind is not the session's work.
  await ports.sealTree?.();
  const measured = await measure(unit, ports, sheet, { metric, when: 'after' });
  switch (measured.kind) {
    case 'ended':
      return { kind: 'stage', end: measured.end };
    case 'unusable':
      return {
        ...failed('metric_unusable', measured.why),
        metric: { goal, before, after: null, kept: false },
      };
    case 'number': {
      const after = measured.value;
      const kept = improved(metric, before, after);
      const reading = { goal, before, after, kept };
      return kept
        ? { kind: 'ok', changed: true, metric: reading }
        : {
            kind: 'failed',
            verdict: { status: 'discarded', why: notImproved(metric, before, after), code: null },
            metric: reading,
          };
    }
  }
}
