/**
 * Counts every call that leaves a process of ours, by kind, and lets it die at the chosen one. Loaded before anything else; the
 * program knows nothing of it, and no program that it starts inherits it.
 */
'use strict';

const childProcess = require('node:child_process');
const diagnostics = require('node:diagnostics_channel');
const fs = require('node:fs');
const promises = require('node:fs/promises');
const { basename } = require('node:path');
const { syncBuiltinESMExports } = require('node:module');

/** How long a program may run before a kill in its middle, in milliseconds. */
const MIDDLE_MS = 60;
const ASYNC_CALLS = ['appendFile', 'chmod', 'copyFile', 'mkdir', 'open', 'rename', 'rm', 'symlink', 'writeFile'];
const SYNC_CALLS = ['appendFileSync', 'mkdirSync', 'renameSync', 'writeFileSync'];

/** Branches of runs. */
const RUN_BRANCH = /refs\/heads\/pitboss\/(play|grind)\//;

/** Arguments of git that come with a value of their own. */
const GIT_PAIRS = new Set(['-c', '-C', '--git-dir']);

/**
 * @param name what this process is called in the log and in points
 * @param settings `log`: file to which each call is added, or null; `point`: where to die, or null; `dropBranch`: breaks the push of code
 * @param die never returns
 */
exports.hook = (name, { log, point, dropBranch }, die) => {
  /** Opened at once: what appends to a file would be one of the counted calls. */
  const logFile = log === null ? null : fs.openSync(log, 'a');
  const counts = new Map();
  const wanted = point !== null && point.process === name ? point : null;

  function reach(call, moment) {
    if (wanted !== null && call.kind === wanted.kind && call.nth === wanted.nth && moment === wanted.moment) {
      die();
    }
  }

  function enter(kind) {
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    if (logFile !== null) {
      fs.writeSync(logFile, `${JSON.stringify({ process: name, pid: process.pid, kind })}\n`);
    }
    const call = { kind, nth };
    reach(call, 'before');
    return call;
  }

  hookPrograms({ enter, reach, dropBranch });
  hookRequests({ enter, reach });
  hookFiles({ enter, reach });
  syncBuiltinESMExports();
};

function hookPrograms({ enter, reach, dropBranch }) {
  const spawn = childProcess.spawn;
  childProcess.spawn = (file, args, options) => {
    const call = enter(nameOf(file, args));
    const child = spawn(file, dropBranch ? withoutBranch(args) : args, options);
    setTimeout(() => reach(call, 'during'), MIDDLE_MS).unref();
    child.prependOnceListener('exit', () => reach(call, 'after'));
    return child;
  };
}

/** `git push branch+ledger`, `agent`, `program sh`: what a person would call it. */
function nameOf(file, args) {
  const program = basename(file);
  if (program !== 'git') {
    return args.some((arg) => String(arg).includes('script-agent')) ? 'agent' : `program ${program}`;
  }
  const words = args.filter((arg, index) => !GIT_PAIRS.has(arg) && !GIT_PAIRS.has(args[index - 1]));
  return words[0] === 'push' ? `git push ${pushed(words)}` : `git ${words[0]}`;
}

/** Which refs a push moves, and whether they come, go or move. */
function pushed(words) {
  const refs = words.flatMap((word) => /^([0-9a-f]{40})?:(refs\/.*)$/.exec(word)?.slice(1, 3).join(':') ?? []);
  return refs
    .map((update) => {
      const [to, ref] = update.split(':');
      const made = words.includes(`--force-with-lease=${ref}:`);
      return `${to === '' ? 'no ' : made ? 'new ' : ''}${refName(ref)}`;
    })
    .sort()
    .join(' + ');
}

function refName(ref) {
  if (ref.startsWith('refs/pitboss/wip/')) {
    return 'unfinished';
  }
  return RUN_BRANCH.test(ref) ? 'branch' : 'ledger';
}

/** The broken effect of the test of the test: the code of a phase is never pushed. */
function withoutBranch(args) {
  return args.filter((arg) => !RUN_BRANCH.test(String(arg)));
}

/** Node's own client and the ones in packages tell of each request in the same place. A request is over when its answer has come. */
function hookRequests({ enter, reach }) {
  const calls = new WeakMap();
  diagnostics.subscribe('undici:request:create', ({ request }) => calls.set(request, enter(requestName(request))));
  diagnostics.subscribe('undici:request:headers', ({ request }) => reach(calls.get(request), 'after'));
}

function requestName({ method, path }) {
  const template = path
    .replace(/\?.*$/, '')
    .replace(/^(\/api\/v3)?\/repos\/[^/]+\/[^/]+/, '')
    .replace(/^(\/contents\/triggers|\/git\/\w+|\/branches|\/compare|\/commits)(\/|%2F).*$/, '$1/:name')
    .replaceAll(/\/\d+(?=\/|$)/g, '/:id');
  return `${method} ${template === '' ? '/' : template}`;
}

function hookFiles({ enter, reach }) {
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
}
