import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEvent, DispatchOutcome } from '../agents/contract.js';
import { dispatch } from '../agents/dispatch.js';
import { costOf, priceOf } from '../config/prices.js';
import { systemPrompt } from '../prompts/caveman.js';
import { halts } from '../run/halts.js';
import { unitFileName } from '../run/units/unit-name.js';
import { NO_USAGE, type Role, roundUsd, totalTokens, type Usage } from '../run/usage.js';
import { acceptDeferred } from './accept-deferred.js';
import { allowedCommands } from './baseline/allowed-commands.js';
import { type Money, moneyFor } from './dispatch-money.js';
import { restoreDeferred } from './documents-in-tree.js';
import { forwarderTerms, tellDifference } from './money/forwarder-terms.js';
import { noteShown } from './notes/with-notes.js';
import { type Ended, judge, type Outage } from './outcomes/judge.js';
import { patiently } from './outcomes/patiently.js';
import { governed } from './policy/governing.js';
import { withoutHidden } from './policy/hidden-files.js';
import type { DispatchEnd } from './stage-end.js';
import type { Unit, WorkPorts } from './unit.js';
import type { Worksheet } from './worksheet.js';

export interface RoleDispatch {
  readonly role: Role;
  readonly prompt: string;
  /** Counts this role's dispatches in the unit, from 1; part of the transcript's name. */
  readonly attempt: number;
}

/** Has a role do its work: started again while its agent cannot work, see patiently.ts. */
export function dispatchRole(
  unit: Unit,
  ports: WorkPorts,
  sheet: Worksheet,
  wanted: RoleDispatch,
): Promise<DispatchEnd> {
  return patiently(unit, ports, {
    role: wanted.role,
    once: () => dispatchOnce(unit, ports, sheet, wanted),
    keep: () => ports.save(sheet.progress(), { required: false }),
  });
}

/** Starts one agent and checks, whatever its outcome, that it left plan, policy and deferred.md as they may be (I7). */
async function dispatchOnce(
  unit: Unit,
  ports: WorkPorts,
  sheet: Worksheet,
  wanted: RoleDispatch,
): Promise<DispatchEnd | Outage> {
  const money = await moneyFor(ports, sheet);
  if ('kind' in money) {
    return money;
  }
  const ran = await governed({ unit, sheet, by: 'the agent' }, async () => {
    const outcome = await startAgent(unit, ports, sheet, { ...wanted, money });
    if (outcome.usage.dispatches > 0) {
      noteShown(unit, sheet, wanted.role);
    }
    return outcome;
  });
  if (ran.kind === 'unkept') {
    return { kind: 'refused', halt: ran.halt };
  }
  const deferred = await acceptDeferred(unit, sheet.deferred);
  if (deferred.ok) {
    sheet.deferred = deferred.value;
  } else {
    await restoreDeferred(unit.dir, sheet.deferred);
  }
  if (ran.kind === 'tampered') {
    return { kind: 'refused', halt: ran.halt };
  }
  if (!deferred.ok) {
    return {
      kind: 'refused',
      halt: halts.deferredInvalid(deferred.error.message),
      rejectedDeferred: deferred.error.text,
    };
  }
  return judge(unit, ports, sheet, ran.value);
}

/** What starting an agent takes of a unit, of its ports and of its notes. */
export type AgentUnit = Pick<Unit, 'order' | 'attemptsBefore' | 'config' | 'dir' | 'scratchDir' | 'logDir'>;
export type AgentPorts = Pick<WorkPorts, 'agentFor' | 'agentEnv' | 'run' | 'signal' | 'tell'>;

export async function startAgent(
  unit: AgentUnit,
  ports: AgentPorts,
  sheet: Pick<Worksheet, 'dispatches' | 'book' | 'baseCommand'>,
  wanted: RoleDispatch & { readonly money: Money },
): Promise<Ended> {
  const { backend, model, access, instructions = '' } = ports.agentFor(wanted.role);
  const allowance = wanted.money.usd;
  const total = unit.attemptsBefore + sheet.dispatches + 1;
  const name = `${unitFileName(unit.order.unit)}-${wanted.role}-${total}`;
  const scratchDir = join(unit.scratchDir, name);
  await mkdir(scratchDir, { recursive: true });
  ports.tell({
    kind: 'dispatch_started',
    role: wanted.role,
    agent: backend.name,
    model,
    attempt: wanted.attempt,
    total,
  });
  const outcome = await dispatch(
    backend,
    {
      role: wanted.role,
      model,
      systemPrompt: systemPrompt(unit.config.caveman, instructions),
      prompt: wanted.prompt,
      cwd: unit.dir,
      scratchDir,
      logFile: join(unit.logDir, `${name}.log`),
      timeoutMs: unit.config.limits.dispatch_minutes * 60_000,
      maxLogBytes: unit.config.limits.max_output_mb * 1_048_576,
      maxUsd: allowance,
      ...(access === undefined ? {} : { access }),
      allowedCommands: await allowedCommands(unit, sheet, wanted.role),
      ...(unit.config.agent.forwarder ? { forwarder: forwarderTerms(unit.config, model, wanted.money) } : {}),
      env: ports.agentEnv,
      marker: unit.order.nonce,
      signal: ports.signal,
      onEvent: (event) => tellAgentEvent(ports, event),
    },
    withoutHidden(ports.run, { tree: unit.dir, scratchDir: unit.scratchDir, names: backend.hidden ?? [] }),
  );
  tellDifference(ports, outcome, backend.name);
  const used = booked(unit, model, outcome);
  const unsettledUsd = outcome.estimated ? Math.max(0, allowance - used.usd) : 0;
  sheet.book(wanted.role, { usage: used, unsettledUsd, day: wanted.money.day, agent: { name: backend.name, model } });
  ports.tell({
    kind: 'dispatch_ended',
    role: wanted.role,
    outcome: outcome.kind,
    message: outcome.message,
    seconds: used.seconds,
    tokens: totalTokens(used),
    usd: used.usd,
  });
  return { ...outcome, agent: backend.name };
}

function tellAgentEvent(ports: Pick<WorkPorts, 'tell'>, event: AgentEvent): void {
  if (event.kind === 'text') {
    ports.tell({ kind: 'agent_text', text: event.text });
  } else if (event.kind === 'tool') {
    ports.tell({ kind: 'agent_tool', name: event.name });
  } else if (event.kind === 'log') {
    ports.tell({ kind: 'agent_log', line: event.line });
  } else if (event.kind === 'note') {
    ports.tell({ kind: 'warning', message: event.text });
  }
}

/** A dispatch's usage with its price: what the CLI says, else our price list. */
function booked(unit: Pick<Unit, 'config'>, model: string, outcome: DispatchOutcome): Usage {
  const price = priceOf(unit.config, model);
  const usd = outcome.usage.usd > 0 || price === null ? outcome.usage.usd : costOf(price, outcome.usage);
  return { ...NO_USAGE, ...outcome.usage, usd: roundUsd(usd), seconds: Math.round(outcome.ms) / 1000 };
}
