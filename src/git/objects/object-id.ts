import { createHash } from 'node:crypto';
import { PitbossError } from '../../base/pitboss-error.js';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** A full object name as git prints it. */
export const SHA = /^[0-9a-f]{40}$/;

export const ZERO_SHA = '0'.repeat(40);

/** The tree with nothing in it; every git knows it. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The bytes that git names and stores: a header and the content. */
export function framed(type: ObjectType, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
}

/** The name that git gives to an object with this content. */
export function objectId(type: ObjectType, body: Uint8Array): string {
  return createHash('sha1').update(framed(type, body)).digest('hex');
}

/** Refuses whatever is not a full object name before it gets near a command line. */
export function assertSha(sha: string): void {
  if (!SHA.test(sha)) {
    throw new PitbossError({
      code: 'git_not_an_object_name',
      what: 'A git object was asked for by something that is not an object name.',
      why: `${JSON.stringify(sha.slice(0, 80))} is not 40 hexadecimal characters.`,
      fix: 'Report this: it is a mistake of Pitboss, or a record that was edited by hand.',
    });
  }
}
