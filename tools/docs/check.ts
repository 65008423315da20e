import { posix } from 'node:path';
import { loadAll } from 'js-yaml';
import type { DocumentFinding } from './finding.js';
import { type Document, type Piece, readDocument } from './read-document.js';

export interface Project {
  /** Markdown documents: path -> text. */
  readonly documents: ReadonlyMap<string, string>;
  /** Names of the scripts in package.json. */
  readonly scripts: ReadonlySet<string>;
  /** Whether a path (file or folder, from the root) exists. */
  readonly exists: (path: string) => boolean;
}

const SHELLS = ['sh', 'bash', 'shell', 'console'];
const NPM_SHORTHANDS = ['test', 'start'];
const OWN_PATH = /^(?:src|test|tools|scripts|examples|\.ci)\/[\w./-]*$/;

/** Holds the documents to the tree: links, commands, paths and code blocks. */
export function checkDocuments(project: Project): readonly DocumentFinding[] {
  const documents = [...project.documents].map(([path, text]) => readDocument(path, text));
  const anchors = new Map(documents.map((document) => [document.path, document.anchors]));
  return documents.flatMap((document) => [
    ...document.links.flatMap((link) => deadLink(document, link, { anchors, exists: project.exists })),
    ...document.fences.flatMap((fence) => brokenFence(document, fence)),
    ...commandsOf(document).flatMap((piece) => unknownScripts(document, piece, project.scripts)),
    ...document.inlineCode
      .filter((code) => OWN_PATH.test(code.text) && !project.exists(code.text.replace(/\/$/, '')))
      .map((code) => ({ path: document.path, line: code.line, message: `names ${code.text}, which does not exist` })),
  ]);
}

interface Targets {
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
  readonly exists: (path: string) => boolean;
}

/** Links to other hosts are not followed: the checks run offline. */
function deadLink(document: Document, link: Piece, targets: Targets): readonly DocumentFinding[] {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link.text)) {
    return [];
  }
  const [file = '', anchor = ''] = link.text.split('#');
  const target = file === '' ? document.path : posix.join(posix.dirname(document.path), decodeURIComponent(file));
  const finding = (message: string) => [{ path: document.path, line: link.line, message }];
  if (!targets.exists(target.replace(/\/$/, ''))) {
    return finding(`links to ${link.text}, which does not exist`);
  }
  const known = targets.anchors.get(target);
  return anchor !== '' && known !== undefined && !known.has(anchor)
    ? finding(`links to ${link.text}: ${target} has no such heading`)
    : [];
}

function brokenFence(document: Document, fence: Piece & { language: string }): readonly DocumentFinding[] {
  const finding = (error: unknown) => {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [{ path: document.path, line: fence.line, message: `has ${fence.language} that does not parse: ${reason}` }];
  };
  try {
    if (fence.language === 'yaml' || fence.language === 'yml') {
      loadAll(fence.text);
    } else if (fence.language === 'json') {
      JSON.parse(fence.text);
    }
    return [];
  } catch (error) {
    return finding(error);
  }
}

function commandsOf(document: Document): readonly Piece[] {
  const shells = document.fences.filter((fence) => SHELLS.includes(fence.language));
  return [...shells, ...document.inlineCode];
}

function unknownScripts(document: Document, piece: Piece, scripts: ReadonlySet<string>): readonly DocumentFinding[] {
  return [...piece.text.matchAll(/\bnpm (?:run (?:--silent |-s )?([\w:.-]+)|([a-z]+))/g)].flatMap((match) => {
    const name = match[1] ?? (NPM_SHORTHANDS.includes(match[2] ?? '') ? match[2] : undefined);
    const message = `runs npm script ${name}, which package.json does not have`;
    return name === undefined || scripts.has(name) ? [] : [{ path: document.path, line: piece.line, message }];
  });
}
