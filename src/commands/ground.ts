import type { LedgerState } from '../ledger/ledger.js';
import { CONFIG_FILE, type CommandPorts, DEFAULT_LEDGER } from './ports.js';

/** What decides which runs move, read once. */
export interface Ground {
  readonly branch: string;
  readonly slots: number;
  readonly state: LedgerState;
}

/** An invalid configuration stops new commands, not the runs that are accepted: they go on one at a time. */
export async function groundOf(ports: CommandPorts): Promise<Ground> {
  const { defaultBranch: branch } = await ports.api.repository();
  const config = ports.readConfig(await ports.api.file(CONFIG_FILE, branch), CONFIG_FILE);
  const state = await ports.inbox(config.ok ? config.ledger : DEFAULT_LEDGER).read();
  return { branch, slots: config.ok ? config.slots : 1, state };
}
