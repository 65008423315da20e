import { ROTATION_NAME } from '../rotation.js';

export const GRIND_PROMPTS_FOLDER = '.pitboss/grind/prompts';
export const ROTATIONS_FOLDER = '.pitboss/grind/rotations';

/** Files of one folder that are looked at, the first ones by name. */
export const MOST_FILES = 500;

const ENDINGS = ['yml', 'yaml', 'toml'] as const;
const ROTATION_FILE = /^(.+)\.(?:yml|yaml|toml)$/s;

/** Whether a file of this name, at the top of a folder of prompts, is one. */
export function isPromptFile(name: string): boolean {
  return name.endsWith('.md') && !name.includes('/') && name !== '.md';
}

/** Whether a file of this name, at the top of the folder of rotations, is one. */
export function isRotationFile(name: string): boolean {
  return !name.includes('/') && ROTATION_FILE.test(name);
}

/** The rotation that a file holds: its name without the ending. */
export function rotationOf(path: string): string {
  const name = path.split('/').at(-1) ?? path;
  return ROTATION_FILE.exec(name)?.[1] ?? name;
}

export function isRotationName(name: string): boolean {
  return ROTATION_NAME.test(name);
}

/** Where a rotation may stand. */
export function placesOf(rotation: string): readonly string[] {
  return ENDINGS.map((ending) => `${ROTATIONS_FOLDER}/${rotation}.${ending}`);
}
