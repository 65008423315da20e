import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { shellAgent } from '../../work/support.js';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
afterEach(() => world.dispose());

const NOTES = shellAgent({
  implementer: [
    'echo "note $PITBOSS_SESSION_SEQ" >> "$PITBOSS_SCRATCHPAD"',
    'cp "$PITBOSS_SCRATCHPAD" "seen-$PITBOSS_SESSION_SEQ.txt"',
    'cp .pitboss/grind/sessions.md "log-$PITBOSS_SESSION_SEQ.txt"',
    'if [ "$PITBOSS_SESSION_SEQ" = 2 ]; then exit 3; fi',
  ].join('; '),
});
const THREE = materialOf([promptOf('alpha', { max_runs: 3 })]);
const branchFile = (path: string) => world.remoteGit('show', `pitboss/grind/${world.runId}:${path}`);
const transcripts = () => readdirSync(join(world.root, 'machine-1/logs')).sort();

describe('the files of a grind run', () => {
  test('on the ledger one for each session, and a scratchpad that grows; in the checkout what later agents read', async () => {
    world = await grindScene();
    await world.grind(THREE, { agent: NOTES });
    const of = world.remoteGit('ls-tree', '-r', '--name-only', 'pitboss/ledger', `runs/${world.runId}/`).split('\n');
    expect(of.map((path) => path.slice(`runs/${world.runId}/`.length))).toEqual([
      'deferred.md',
      'events.jsonl',
      'plan.md',
      'run.json',
      'scratchpad.md',
      'sessions/0001.json',
      'sessions/0002.json',
      'sessions/0003.json',
    ]);
    expect(world.ledgerFile(`runs/${world.runId}/scratchpad.md`)).toBe('note 1\nnote 2\nnote 3');
    expect(branchFile('seen-3.txt')).toBe('note 1\nnote 2\nnote 3');
    expect(branchFile('log-1.txt')).toContain('No sessions yet');
    expect(branchFile('log-3.txt')).toMatch(/## session-0001 — alpha \(ok\)[\s\S]*## session-0002 — alpha \(error\)/);
    // Nothing of ours lands, and nothing of a session that failed.
    const landed = world.remoteGit('ls-tree', '-r', '--name-only', `pitboss/grind/${world.runId}`).split('\n');
    expect(landed).toEqual(['a.txt', 'log-1.txt', 'log-3.txt', 'seen-1.txt', 'seen-3.txt']);
    expect(transcripts()).toEqual(expect.arrayContaining(['session-0001-alpha-implementer-1.log', 'sessions.md']));
  });

  test('keep the transcripts of sessions that did not land, whatever is configured', async () => {
    world = await grindScene();
    await world.grind(THREE, { agent: NOTES, config: withGrind({ transcript_retention: 'keep_none' }) });
    expect(transcripts().filter((name) => name.endsWith('.log'))).toEqual(['session-0002-alpha-implementer-2.log']);
  });

  test('land as they were tested, whatever a hook changes afterwards', async () => {
    world = await grindScene();
    const hooks = { post_session: 'echo later > hook.txt; echo spoilt > seen-1.txt' };
    const rotation = { prompts: [{ name: 'alpha', max_runs_override: 1 }], hooks };
    await world.grind(materialOf([promptOf('alpha')], rotation), { agent: NOTES });
    expect(branchFile('seen-1.txt')).toBe('note 1');
    const landed = world.remoteGit('ls-tree', '-r', '--name-only', `pitboss/grind/${world.runId}`).split('\n');
    expect(landed).toEqual(['a.txt', 'log-1.txt', 'seen-1.txt']);
  });
});
