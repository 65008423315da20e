import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { planText } from '../run/samples.js';
import { type Sandbox, sandbox } from './support/sandbox.js';

const SPENT = 'otherwise: { fail: { message: "Quota used up.", reason: quota } }\n';
const GOOD = 'otherwise: { edits: [{ path: "{unit}.txt", content: "done\\n" }] }\n';

let box: Sandbox;
beforeEach(() => {
  box = sandbox({
    'a.txt': 'one\n',
    '.github/pitboss.yml': 'agent: { backend: script }\naudit: { enabled: false }\ntests: { command: "true" }\n',
    '.pitboss/play/plan.md': planText(1),
    '.pitboss/agent-script.yml': SPENT,
  });
});
afterEach(() => box.close());

test('a run without quota says until when it sleeps and how to go on; status and doctor say so too, and rebuy wakes it', () => {
  const played = box.pitboss('play');
  expect(played.code).toBe(0);
  expect(played.err).toMatch(/waiting until \S+Z: script has used up its provider's quota\. \[agent_quota\]/);
  expect(played.err).toContain('in a terminal, rebuy it then');
  expect(box.pitboss('status').out).toMatch(/\(waiting, [\s\S]*\[agent_quota\][\s\S]*Quota used up\./);
  expect(box.pitboss('doctor').out).toMatch(/warning\s+Run \S+ sleeps until \S+Z\. \[run_sleeps\]/);
  box.write({ '.pitboss/agent-script.yml': GOOD });
  const rebought = box.pitboss('rebuy');
  expect([rebought.code, rebought.out]).toEqual([0, expect.stringContaining('finished')]);
});
