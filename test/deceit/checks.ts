/** The checks that stand between a deceitful agent and a false success, by the names that the deceits use. */
export const CHECKS = {
  change: 'a phase without a change is no phase',
  'last-word': 'no success without a last word in the protocol',
  exit: 'no success with an exit other than 0',
  time: 'no success after the time limit',
  tests: 'no success without tests that pass under our eyes',
  'tests-kept': 'a test command that the base had is not taken away',
  'plan-and-policy': 'plan and policy are compared, byte for byte, whatever the outcome',
  restore: 'plan and policy are put back',
  deferred: 'deferred.md is parsed before it is believed',
  tree: 'a tree is judged before it is committed',
  readable: 'a tree that git cannot take in is not committed',
  secrets: 'what is pushed is searched for secrets',
  'own-repository': 'the repository that an agent sees is nobody else’s',
  'own-index': 'the index is ours',
  'own-settings': 'the settings of git are ours',
  lease: 'a push states the tip that it replaces',
  turn: 'a turn that ends before its own commands is none',
  strays: 'nothing that an agent starts outlives it',
} as const;

export type Check = keyof typeof CHECKS;
