/** Where the working documents stand during a dispatch, relative to the working tree. */
export const PLAN_PATH = '.pitboss/play/plan.md';
export const DEFERRED_PATH = '.pitboss/play/deferred.md';
/** Where an agent's deferred.md that could not be accepted is kept, inside a saved unit only. */
export const REJECTED_PATH = '.pitboss/play/deferred.rejected.md';
