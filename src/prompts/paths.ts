/** Where the working documents stand during a dispatch, relative to the working tree. */
export const PLAN_PATH = '.pitboss/play/plan.md';
export const DEFERRED_PATH = '.pitboss/play/deferred.md';
