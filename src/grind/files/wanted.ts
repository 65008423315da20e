import { DEFAULT_ROTATION } from '../rotation.js';

/** The name that counts: the one asked for, else the configured one, else that of the rotation of every prompt. */
export function rotationName(asked: string | null, configured: string | undefined): string {
  return asked ?? configured ?? DEFAULT_ROTATION;
}
