/**
 * Loaded into the real program by the harness, before anything else: counts every call that leaves the process and kills the whole
 * process group at the chosen one. The program knows nothing of it, and no program that it starts inherits it.
 */
'use strict';

const childProcess = require('node:child_process');
const fs = require('node:fs');
const promises = require('node:fs/promises');
const { basename } = require('node:path');
const { syncBuiltinESMExports } = require('node:module');

/** How long a program may run before a kill in its middle, in milliseconds. */
const MIDDLE_MS = 60;
const ASYNC_CALLS = ['appendFile', 'chmod', 'copyFile', 'mkdir', 'open', 'rename', 'rm', 'symlink', 'writeFile'];
const SYNC_CALLS = ['mkdirSync', 'renameSync', 'writeFileSync'];

const { log, kill, dropBranch } = JSON.parse(process.env.PITBOSS_FAULTS);
delete process.env.PITBOSS_FAULTS;
delete process.env.NODE_OPTIONS;

/** Opened at once: what appends to a file would be one of the counted calls. */
const logFile = log === null ? null : fs.openSync(log, 'a');
const spawn = childProcess.spawn;
let calls = 0;

function reach(call, moment) {
  if (kill !== null && kill.call === call && kill.moment === moment) {
    process.kill(-process.pid, 'SIGKILL');
  }
}

function enter(kind) {
  calls += 1;
  if (logFile !== null) {
    fs.writeSync(logFile, `${kind}\n`);
  }
  reach(calls, 'before');
  return calls;
}

/** `git push`, `agent`, `sh`: what a person would call it. */
function nameOf(file, args) {
  const program = basename(file);
  if (program !== 'git') {
    return args.some((arg) => String(arg).includes('script-agent')) ? 'agent' : `program ${program}`;
  }
  const words = args.filter((arg, index) => arg !== '-c' && args[index - 1] !== '-c');
  return `git ${words[0]}`;
}

/** The broken effect of the test of the test: the code of a phase is never pushed. */
function withoutBranch(args) {
  return args.filter((arg) => !(dropBranch && String(arg).includes('refs/heads/pitboss/play/')));
}

childProcess.spawn = (file, args, options) => {
  const call = enter(nameOf(file, args));
  const child = spawn(file, withoutBranch(args), options);
  setTimeout(() => reach(call, 'during'), MIDDLE_MS).unref();
  child.prependOnceListener('exit', () => reach(call, 'after'));
  return child;
};

for (const name of ASYNC_CALLS) {
  const real = promises[name];
  promises[name] = async (...args) => {
    const call = enter(`file ${name}`);
    const result = await real(...args);
    reach(call, 'after');
    return result;
  };
}

for (const name of SYNC_CALLS) {
  const real = fs[name];
  fs[name] = (...args) => {
    const call = enter(`file ${name}`);
    const result = real(...args);
    reach(call, 'after');
    return result;
  };
}

syncBuiltinESMExports();
