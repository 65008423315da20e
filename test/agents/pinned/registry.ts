import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface PackageParts {
  readonly name: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Content of its program, `program` in the package. */
  readonly program: string;
}

export interface Registry {
  readonly url: string;
  /** Paths that were asked for, with the authorization that came along. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[];
  /** Hash of a package's tarball, as a lock has it. */
  integrity(name: string): string;
  /** From now on the tarball of this package is another than the lock says. */
  corrupt(name: string): void;
  close(): Promise<void>;
}

const VERSION = '1.0.0';

/** A package registry on loopback, with version 1.0.0 of a few packages. */
export async function startRegistry(packages: readonly PackageParts[]): Promise<Registry> {
  const tarballs = new Map<string, Buffer>();
  for (const parts of packages) {
    tarballs.set(parts.name, await tarballOf(parts));
  }
  const integrity = (name: string): string =>
    `sha512-${createHash('sha512')
      .update(tarballs.get(name) ?? '')
      .digest('base64')}`;
  const requests: Registry['requests'] = [];
  let url = '';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    requests.push({ path, authorization: request.headers.authorization });
    const parts = packages.find(({ name }) => path === `/${name}`);
    const tarball = packages.find(({ name }) => path === `/${name}.tgz`);
    if (parts !== undefined) {
      const dist = { tarball: `${url}/${parts.name}.tgz`, integrity: integrity(parts.name) };
      const version = { name: parts.name, version: VERSION, ...parts.manifest, dist };
      response.end(
        JSON.stringify({ name: parts.name, 'dist-tags': { latest: VERSION }, versions: { [VERSION]: version } }),
      );
      return;
    }
    response.statusCode = tarball === undefined ? 404 : 200;
    response.end(tarball === undefined ? '{}' : tarballs.get(tarball.name));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    url,
    requests,
    integrity,
    corrupt(name) {
      tarballs.set(name, Buffer.concat([tarballs.get(name) ?? Buffer.alloc(0), Buffer.from('more')]));
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function tarballOf({ name, manifest, program }: PackageParts): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-package-'));
  try {
    const file = join(folder, 'package', 'program');
    await mkdir(dirname(file));
    await writeFile(join(folder, 'package', 'package.json'), JSON.stringify({ name, version: VERSION, ...manifest }));
    await writeFile(file, program);
    await chmod(file, 0o755);
    await promisify(execFile)('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
    return await readFile(join(folder, 'package.tgz'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
