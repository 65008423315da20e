import { spawn } from 'node:child_process';

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Never the user's configuration, never a prompt: the local GitHub behaves the same on every machine. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

export interface GitRequest {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git to its end; a non-zero exit is a value. A program that cannot be started answers code 127. */
export function runGit(request: GitRequest): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn('git', [...request.args], {
      cwd: request.cwd,
      env: { ...GIT_ENVIRONMENT, ...request.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => resolve({ code: 127, stdout: Buffer.alloc(0), stderr: error.message }));
    child.on('close', (code) =>
      resolve({ code: code ?? 128, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }),
    );
    // Git may end before it has read everything (a refused push); that is not our error.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.stdin ?? '');
  });
}
