import type { ProgramExit } from '../../process/program.js';
import { NO_USAGE } from '../../run/usage.js';
import type { OutcomeKind, StreamReader } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from './describe-exit.js';
import { stderrTail } from './stderr-tail.js';
import { textEnd } from './text-end.js';

/**
 * Reads a program that has no protocol: what it prints is what it says. It is done when it ended with 0 and has said something; what it
 * used is never known.
 */
export function textReader(name: string): StreamReader {
  const stderr = stderrTail();
  const said = textEnd();
  return {
    line(stream, line) {
      if (stream === 'stderr') {
        stderr.add(line);
        return line.trim() === '' ? [] : [{ kind: 'log', stream, line }];
      }
      said.add(line);
      return line.trim() === '' ? [] : [{ kind: 'text', text: line }];
    },
    finish(exit) {
      const finalText = said.text();
      return {
        ...verdict(name, exit, { finalText, stderr: stderr.text() }),
        usage: NO_USAGE,
        estimated: true,
        sessionId: null,
        finalText,
        unknownEvents: {},
      };
    },
  };
}

function verdict(
  name: string,
  exit: ProgramExit,
  { finalText, stderr }: { readonly finalText: string; readonly stderr: string },
): { kind: OutcomeKind; message: string } {
  const tail = stderr === '' ? '' : `\n${stderr}`;
  if (!exitedWell(exit)) {
    return { kind: 'failed', message: shortMessage(`${name} ${describeExit(exit)}.${tail}`) };
  }
  return finalText === ''
    ? { kind: 'protocol_drift', message: shortMessage(`${name} ended without a word.${tail}`) }
    : { kind: 'completed', message: '' };
}
