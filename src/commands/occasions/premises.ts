import { PitbossError } from '../../base/pitboss-error.js';
import type { Premises } from '../acceptance.js';
import { CONFIG_FILE, type CommandPorts, DEFAULT_LEDGER } from '../ports.js';
import type { KnownStanding } from '../standing.js';

/** Reads what holds for everything that is accepted now. */
export async function premisesOf(
  ports: CommandPorts,
  { branch, private: isPrivate }: Pick<KnownStanding, 'branch' | 'private'>,
): Promise<Premises> {
  const sha = await ports.api.branchTip(branch);
  if (sha === null) {
    throw new PitbossError({
      code: 'empty_repository',
      what: 'The repository has no commits.',
      why: `The default branch ${branch} does not exist.`,
      fix: 'Push a first commit.',
    });
  }
  const config = ports.readConfig(await ports.api.file(CONFIG_FILE, sha), CONFIG_FILE);
  const inbox = ports.inbox(config.ok ? config.ledger : DEFAULT_LEDGER);
  return { ports, private: isPrivate, branch, sha, config, inbox, ledger: { state: await inbox.read() } };
}
