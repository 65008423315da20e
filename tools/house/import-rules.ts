import { posix } from 'node:path';
import type { Finding } from './finding.js';
import { ENVIRONMENT_ROOMS, PURE_PACKAGES, PURE_ROOMS, ROOMS, roomOf } from './rooms.js';
import type { ImportEdge, SourceFile } from './source-file.js';

const RANDOM_NAMES = ['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync', 'getRandomValues', 'webcrypto'];

/** Who may import whom: rooms, and what pure rooms keep out. Circles are Biome's business (`noImportCycles`). */
export function importRules(files: readonly SourceFile[]): Finding[] {
  const sources = files.filter((file) => file.path.startsWith('src/'));
  return [...sources.flatMap(roomFindings), ...sources.flatMap(purityFindings), ...files.flatMap(mockFindings)];
}

const MOCK_HELPER = 'test/support/mock-github.ts';

/** `nock` patches Node's own `http`, which all test files of one process share: only the helper knows how to give it back. */
function mockFindings(file: SourceFile): Finding[] {
  const edge = file.imports.find((each) => each.specifier === 'nock');
  const helped = file.imports.some((each) => resolveImport(file.path, each.specifier) === MOCK_HELPER);
  if (edge === undefined || helped || file.path === MOCK_HELPER) {
    return [];
  }
  const message = `imports nock without ${MOCK_HELPER}: what it patches would outlive this file`;
  return [{ path: file.path, line: edge.line, rule: 'mocks', message }];
}

/** Path that a relative import names; null for packages and built-ins. */
export function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) {
    return null;
  }
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

function roomFindings(file: SourceFile): Finding[] {
  const room = roomOf(file.path);
  const allowed = room === null ? undefined : ROOMS[room];
  if (room === null || allowed === undefined) {
    return [
      { path: file.path, line: 1, rule: 'rooms', message: 'stands in no known room (tools/house/rooms.ts lists them)' },
    ];
  }
  return file.imports.flatMap((edge) => {
    const target = resolveImport(file.path, edge.specifier);
    const other = target === null ? room : (roomOf(target) ?? '(outside src)');
    const ownVersion = target === 'package.json' && ENVIRONMENT_ROOMS.includes(room);
    if (other === room || allowed.includes(other) || ownVersion) {
      return [];
    }
    return [{ path: file.path, line: edge.line, rule: 'rooms', message: `${room} must not import ${other}` }];
  });
}

function purityFindings(file: SourceFile): Finding[] {
  const room = roomOf(file.path) ?? '';
  if (!PURE_ROOMS.includes(room)) {
    return [];
  }
  return file.imports.flatMap((edge) => {
    const problem = impurity(edge);
    return problem === null
      ? []
      : [{ path: file.path, line: edge.line, rule: 'pure', message: `${room} is pure: ${problem}` }];
  });
}

function impurity(edge: ImportEdge): string | null {
  const name = packageOf(edge.specifier);
  if (name === null) {
    return null;
  }
  if (!PURE_PACKAGES.includes(name)) {
    return `it must not import ${name}`;
  }
  const random = edge.names.find(
    (imported) => RANDOM_NAMES.includes(imported) || (name === 'node:crypto' && imported === '*'),
  );
  return random === undefined ? null : `it must not take ${random} from ${name}`;
}

function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.')) {
    return null;
  }
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
