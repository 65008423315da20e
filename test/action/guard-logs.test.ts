import { describe, expect, test } from '@jest/globals';
import { secretsHandedOver } from '../../src/action/guard-logs.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { halts } from '../../src/run/halts.js';

const ENV = { TEAM_TOKEN: 'team-secret', OTHER_TOKEN: 'other-secret', GITHUB_TOKEN: 'workflow', PATH: '/bin' };

describe('what a dead shift may have handed over to its agent', () => {
  test('is what the configuration passes on', () => {
    const text = 'agent:\n  backend: custom\n  custom: { command: [a], model: m, pass_env: [TEAM_TOKEN] }\n';
    const parsed = parseConfig(text, '.pitboss.yml');
    if (!parsed.ok) {
      throw new TypeError(parsed.problems.map(({ message }) => message).join('\n'));
    }
    const secrets: string[] = [];
    secretsHandedOver({ kind: 'loaded', config: parsed.config, text, warnings: [] }, ENV, secrets);
    expect(secrets).toEqual(['team-secret']);
  });

  test('is anything that looks like a secret once the configuration cannot be read any more', () => {
    const secrets: string[] = [];
    secretsHandedOver({ kind: 'invalid', halt: halts.configInvalid('broken') }, ENV, secrets);
    expect(secrets).toEqual(['team-secret', 'other-secret']);
  });
});
