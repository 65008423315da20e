import { z } from 'zod';

/** The versions of the agents that a run's newest shift found, by name; null where a program told none. */
export const agentVersionsSchema = z.record(
  z.string(),
  z.looseObject({
    version: z.string().nullable(),
    /** Whether it is among those that the contract suite ran with. */
    tested: z.boolean(),
  }),
);
export type AgentVersions = z.infer<typeof agentVersionsSchema>;
