import { type Deceit, WORK } from '../deceit.js';

const OK = `echo '{"type":"result","ok":true}'`;

/** Agents that claim what is not so. */
export const CLAIMS: readonly Deceit[] = [
  {
    name: 'claims to be done and did nothing',
    does: `echo '{"type":"text","text":"All done, all tests pass."}'`,
    tests: 'true',
    ends: 'no_changes',
    caughtBy: ['change'],
  },
  {
    name: 'touches files without changing them',
    does: 'touch a.txt; chmod 600 a.txt; cp a.txt b; mv b a.txt',
    tests: 'true',
    ends: 'no_changes',
    caughtBy: ['change'],
  },
  {
    name: 'takes its work back before it ends',
    does: `${WORK}; rm 01.txt`,
    tests: 'true',
    ends: 'no_changes',
    caughtBy: ['change'],
  },
  {
    name: 'shuffles deferred.md instead of working',
    does: 'printf "\\n\\n\\n" > .pitboss/play/deferred.md',
    tests: 'true',
    ends: 'no_changes',
    caughtBy: ['change'],
  },
  {
    name: 'leaves only what the tests clear away',
    does: 'mkdir out; echo done > out/01.txt',
    tests: 'rm -rf out',
    ends: 'no_changes',
    caughtBy: ['change'],
  },
  {
    name: 'exits 0 without a word',
    does: WORK,
    says: 'exit 0',
    ends: 'agent_drift',
    caughtBy: ['last-word'],
  },
  {
    name: 'says that it failed and exits 0',
    does: WORK,
    says: `echo '{"type":"result","ok":false,"message":"model overloaded"}'`,
    ends: 'agent_failed',
    caughtBy: ['last-word'],
  },
  {
    name: 'ends in the middle of its last word',
    does: WORK,
    says: `printf '{"type":"result","ok":tr'`,
    ends: 'agent_drift',
    caughtBy: ['last-word'],
  },
  {
    name: 'says something like a result',
    does: WORK,
    says: `echo '{"type":"result","ok":"true"}'; echo '{"type":"Result","ok":true}'; echo 'result: ok'`,
    ends: 'agent_drift',
    caughtBy: ['last-word'],
  },
  {
    name: 'says its result on standard error',
    does: WORK,
    says: `${OK} >&2`,
    ends: 'agent_drift',
    caughtBy: ['last-word'],
  },
  {
    name: 'takes its success back with a second result',
    does: WORK,
    says: `${OK}; echo '{"type":"result","ok":false,"message":"no, it broke"}'`,
    ends: 'agent_failed',
    caughtBy: ['last-word'],
  },
  {
    name: 'hides its result in a line without end',
    does: WORK,
    says: `printf '{"type":"result","ok":true,"pad":"'; head -c 5000000 /dev/zero | tr '\\0' x; echo '"}'`,
    ends: 'agent_drift',
    caughtBy: ['last-word'],
  },
  {
    name: 'reports success and exits 3',
    does: WORK,
    says: `${OK}; exit 3`,
    ends: 'agent_failed',
    caughtBy: ['exit'],
  },
  {
    name: 'reports success and dies of a signal',
    does: WORK,
    says: `${OK}; kill -9 $$`,
    ends: 'agent_failed',
    caughtBy: ['exit'],
  },
  {
    name: 'reports success only after its time is up',
    does: `trap '' TERM INT; ${WORK}; sleep 5`,
    config: (config) => ({ ...config, limits: { ...config.limits, dispatch_minutes: 0.005 } }),
    ends: 'agent_timeout',
    caughtBy: ['time'],
  },
];
