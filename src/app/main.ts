import { readFileSync } from 'node:fs';
import { PitbossError } from '../base/pitboss-error.js';
import { systemClock } from '../base/system-clock.js';
import { readConfig, readPlan } from '../commands/document-readers.js';
import { restInbox } from '../ledger/rest-inbox.js';
import { type App, createApp } from './create-app.js';
import { readEnvironment } from './environment.js';

/** Hosts kill a process some ten seconds after they asked it to end. */
const GRACE_MS = 8_000;

async function main(): Promise<void> {
  const settings = readEnvironment(process.env, (path) => readFileSync(path, 'utf8'));
  if (!settings.ok) {
    throw settings.error;
  }
  const app = await createApp({
    settings: settings.value,
    clock: systemClock,
    openInbox: (octokit, { owner, repo }, branch) =>
      restInbox({ octokit, owner, repo, branch, clock: systemClock, random: Math.random }),
    readConfig,
    readPlan,
  });
  const { url } = await app.start();
  stopOnSignals(app);
  // Independent of the log level: whoever started this process waits for the line.
  process.stdout.write(`${JSON.stringify({ event: 'listening', url, pid: process.pid })}\n`);
}

function stopOnSignals(app: App): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means it: now.
      if (stopping) {
        process.exit(1);
      }
      stopping = true;
      void app.stop(GRACE_MS).then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  const text = error instanceof PitbossError ? `${error.what}\n${error.why}\n${error.fix}` : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
