import { z } from 'zod';

/** More than any single message, result or dispatch can have used: a larger number is no report but a mistake, or a deceit. */
const MOST_TOKENS = 1_000_000_000;
const MOST_USD = 1_000_000;

/** What a program says that it used. Only what a record can hold and hold again is believed: whole tokens, finite dollars. */
export const reportedTokens = z.number().int().nonnegative().max(MOST_TOKENS);
export const reportedUsd = z.number().nonnegative().max(MOST_USD);
