import type { Finding } from './finding.js';
import {
  CLOCK_FILES,
  CLOCK_ROOMS,
  ENTRY_ROOMS,
  ENVIRONMENT_FILES,
  ENVIRONMENT_ROOMS,
  PURE_ROOMS,
  roomOf,
} from './rooms.js';
import { child, nameOf, type SourceFile, type SyntaxNode } from './source-file.js';

const TIMERS = ['setTimeout', 'setInterval'];

/** Clock, randomness, timers and the environment enter through few named doors; `src/` only. */
export function effectRules(file: SourceFile): Finding[] {
  const room = roomOf(file.path);
  if (room === null) {
    return [];
  }
  const findings: Finding[] = [];
  if (!ENVIRONMENT_ROOMS.includes(room) && !listed(file.path, ENVIRONMENT_FILES)) {
    findings.push(...environmentReads(file));
  }
  if (!CLOCK_ROOMS.includes(room) && !listed(file.path, CLOCK_FILES)) {
    findings.push(...clockReads(file));
  }
  return PURE_ROOMS.includes(room) ? [...findings, ...platformUses(file)] : findings;
}

/** The process and the network are global names, so no import gives them away. */
function platformUses(file: SourceFile): Finding[] {
  return file.nodes.flatMap((node) => {
    const used = memberName(node) ?? (node.type === 'CallExpression' ? nameOf(child(node, 'callee')) : null);
    if (used === null || !/^(?:process\..*|globalThis\..*|fetch)$/.test(used)) {
      return [];
    }
    return [{ path: file.path, line: file.lineOf(node), rule: 'pure', message: `uses ${used} in a pure room` }];
  });
}

function listed(path: string, table: Readonly<Record<string, string>>): boolean {
  return Object.keys(table).some((entry) => (entry.endsWith('/') ? path.startsWith(entry) : path === entry));
}

function environmentReads(file: SourceFile): Finding[] {
  const message = 'reads the environment; take the value as an argument';
  const members = file.nodes
    .filter((node) => memberName(node) === 'process.env')
    .map((node) => ({ path: file.path, line: file.lineOf(node), rule: 'environment', message }));
  const imports = file.imports
    .filter((edge) => edge.specifier === 'node:process' && edge.names.includes('env'))
    .map((edge) => ({ path: file.path, line: edge.line, rule: 'environment', message }));
  return [...members, ...imports];
}

function clockReads(file: SourceFile): Finding[] {
  const composes = ENTRY_ROOMS.includes(roomOf(file.path) ?? '');
  const nodes = file.nodes.flatMap((node) => {
    const used = clockUse(node);
    // An entry puts the parts together: it may hand Math.random on, and may not call it.
    if (used === 'Math.random' && composes) {
      return [];
    }
    return used === null ? [] : [clockFinding(file, file.lineOf(node), used)];
  });
  const imports = file.imports
    .filter((edge) => /^node:timers/.test(edge.specifier))
    .map((edge) => clockFinding(file, edge.line, edge.specifier));
  return [...nodes, ...imports];
}

function clockFinding(file: SourceFile, line: number, used: string): Finding {
  return {
    path: file.path,
    line,
    rule: 'clock',
    message: `uses ${used}; take a clock or a source of randomness as an argument`,
  };
}

function clockUse(node: SyntaxNode): string | null {
  const member = memberName(node);
  if (member === 'Date.now' || member === 'Math.random' || member === 'performance.now') {
    return member;
  }
  const called = child(node, 'callee');
  if (called !== null && memberName(called) === 'Math.random') {
    return 'Math.random()';
  }
  const callee = nameOf(called);
  if (node.type === 'NewExpression' && callee === 'Date' && isEmpty(node.arguments)) {
    return 'new Date()';
  }
  return node.type === 'CallExpression' && callee !== null && TIMERS.includes(callee) ? callee : null;
}

/** `object.property` for a plain member access, else null. */
function memberName(node: SyntaxNode): string | null {
  if (node.type !== 'MemberExpression') {
    return null;
  }
  const object = nameOf(child(node, 'object'));
  const property = child(node, 'property');
  const name = nameOf(property?.type === 'Computed' ? child(property, 'expression') : property);
  return object === null || name === null ? null : `${object}.${name}`;
}

function isEmpty(list: unknown): boolean {
  return !Array.isArray(list) || list.length === 0;
}
