import type { Hub } from './hub.js';
import { missing } from './missing.js';
import type { Repository } from './state.js';
import { findAccount } from './state.js';
import { checkRunView } from './views/check-run.js';

export interface ButtonPress {
  readonly checkRun: number;
  readonly identifier: string;
  readonly login: string;
}

/** GitHub has no API for this: only people press the buttons of a check run. */
export function pressCheckButton(hub: Hub, repo: Repository, press: ButtonPress): void {
  const run = repo.checkRuns.get(press.checkRun);
  const account = findAccount(hub.state, press.login);
  if (run === undefined || account === null) {
    throw missing(run === undefined ? `check run ${press.checkRun}` : `user ${press.login}`);
  }
  const requested = { identifier: press.identifier };
  const payload = { check_run: checkRunView(hub, repo, run), requested_action: requested };
  hub.emit({ name: 'check_run', action: 'requested_action', repo, actor: { account, via: 'user' }, payload });
}
