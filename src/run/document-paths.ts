/** Where the working documents stand during a dispatch, relative to the working tree. */
export const PLAN_PATH = '.pitboss/play/plan.md';
export const DEFERRED_PATH = '.pitboss/play/deferred.md';
/** Where an agent's deferred.md that could not be accepted is kept, inside a saved unit only. */
export const REJECTED_PATH = '.pitboss/play/deferred.rejected.md';

/** What a session's agent finds in its working tree, relative to it. All of it may be written, and none of it lands. */
export const SCRATCHPAD_PATH = '.pitboss/grind/scratchpad.md';
export const SESSION_LOG_PATH = '.pitboss/grind/sessions.md';
export const SUMMARY_PATH = '.pitboss/grind/summary.txt';
/** Stops the session that is at work as soon as it stands there, whatever it holds. */
export const SKIP_PATH = '.pitboss/skip';
