import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { git } from './run-git.js';

/** What the figures were measured on, as lines for people. */
export async function machineFacts(folder: string): Promise<readonly string[]> {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const cpu = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const versions = [`Node ${process.version}`, (await git(folder, '--version')).replace('git version', 'git')];
  return [
    `Machine: ${availableParallelism()} × ${cpu}, ${gigabytes} GB, ${type()} ${release()}${await virtual()}`,
    `Versions: ${versions.join(', ')}`,
    `Load of the machine when the bench began (1, 5, 15 min): ${loadavg()
      .map((load) => load.toFixed(2))
      .join(', ')}`,
  ];
}

async function virtual(): Promise<string> {
  const info = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  return /\bhypervisor\b/.test(info) ? ', virtual machine' : '';
}
