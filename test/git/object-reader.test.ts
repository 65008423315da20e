import { spawn } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { ObjectReader } from '../../src/git/objects/object-reader.js';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

/** A stand-in for the reading process: a Node program, fed as `cat-file --batch` is. */
function readerOf(...programs: string[]): ObjectReader {
  let started = 0;
  return new ObjectReader(() => {
    const program = programs[Math.min(started, programs.length - 1)] ?? '';
    started += 1;
    return spawn('sh', ['-c', program]);
  });
}

describe('the open reader', () => {
  test('puts answers together that arrive in pieces', async () => {
    const reader = readerOf(
      `read x; printf '${A} bl'; printf 'ob 5\\nab'; printf '\\nde\\n'; read y; printf '${B} missing\\n'; cat >/dev/null`,
    );
    const [first, second] = await Promise.all([reader.read(A), reader.read(B)]);
    expect(first).toEqual({ type: 'blob', body: Buffer.from('ab\nde') });
    expect(second).toBeNull();
    await reader.close();
  });

  test('a process that dies fails the questions that are open, and the next one starts another', async () => {
    const reader = readerOf('read x; exit 1', `read x; printf '${A} tree 0\\n\\n'; cat >/dev/null`);
    const failed = await Promise.allSettled([reader.read(A), reader.read(B)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await reader.read(A)).toEqual({ type: 'tree', body: Buffer.alloc(0) });
    await reader.close();
  });

  test('a program that cannot start is an error, not a hang', async () => {
    const reader = new ObjectReader(() => spawn('/nonexistent/git'));
    await expect(reader.read(A)).rejects.toMatchObject({ code: 'git_failed' });
  });
});
