/**
 * For the action in a job of the local GitHub. What is to happen stands in a file per repository. The first process that comes to the
 * chosen call says so in another file; then its process group is killed, or it stands still until the harness has ended its machine.
 */
'use strict';

const fs = require('node:fs');
const { basename, join } = require('node:path');
const { hook } = require('./hooks.cjs');

const { PITBOSS_FAULTS_DIR: dir = '', GITHUB_REPOSITORY: repository = '', GITHUB_RUN_ID: run = '' } = process.env;
delete process.env.PITBOSS_FAULTS_DIR;
delete process.env.NODE_OPTIONS;

/** What starts a job of ours, and what the job is for. */
const JOBS = { issue_comment: 'command', schedule: 'reconcile', workflow_dispatch: 'shift' };

const [, program = '', step = ''] = process.argv;
const settingsFile = join(dir, `${repository.replace('/', '--')}.json`);
if (basename(program) === 'action.js' && fs.existsSync(settingsFile)) {
  const settings = JSON.parse(fs.readFileSync(settingsFile, 'utf8'));
  hook(`${JOBS[process.env.GITHUB_EVENT_NAME]} ${step}`, settings, () => die(settings));
}

function die({ point, reached }) {
  try {
    // Only one process may be the one; `wx` lets a single one make the file.
    const file = fs.openSync(reached, 'wx');
    fs.writeSync(file, `${run} ${process.pid}`);
    fs.closeSync(file);
  } catch {
    return;
  }
  if (point.ending === 'step') {
    process.kill(-process.pid, 'SIGKILL');
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
