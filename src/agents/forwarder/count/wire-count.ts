import type { Provider } from '../../access/model-access.js';
import { responseMeter } from './response-meter.js';
import { addTokens, NO_TOKENS, type ResponseUsage, type WireTokens } from './tokens.js';

/** Model names that are kept apart; an upstream that invents names for ever fills no memory. */
const MOST_MODELS = 50;
const MODEL_LENGTH = 200;

/** What all responses of one dispatch used, as they said it themselves. */
export interface WireTotals {
  /** By model; the empty name is that of responses which named none. */
  readonly byModel: ReadonlyMap<string, WireTokens>;
  /** Whether every request that may have cost something had its last counts read. */
  readonly complete: boolean;
  /** Requests to a model that went out. */
  readonly requests: number;
}

/** One request to a model, from the moment that it leaves until its response has ended. */
export interface OpenCount {
  /** The response begins. @param type its content type */
  begins(status: number, type: string): void;
  push(chunk: Buffer): void;
  /** The response or the wait for it is over. Only the first call counts. @param how `unsent`: the provider never saw it */
  ends(how: 'whole' | 'broken' | 'unsent'): void;
}

export interface WireCount {
  open(provider: Provider): OpenCount;
  totals(): WireTotals;
}

export function wireCount(): WireCount {
  const byModel = new Map<string, WireTokens>();
  const open = new Set<() => ResponseUsage>();
  let complete = true;
  let requests = 0;

  return {
    open(provider) {
      let meter: ReturnType<typeof responseMeter> | null = null;
      let refused = false;
      const soFar = () => meter?.soFar() ?? NOTHING;
      open.add(soFar);
      requests += 1;
      return {
        begins(status, type) {
          // An error costs nothing, nor does a redirect.
          refused = status >= 300;
          meter = refused ? null : responseMeter(provider, type);
        },
        push: (chunk) => meter?.push(chunk),
        ends(how) {
          if (!open.delete(soFar)) {
            return;
          }
          const used = meter?.end(how === 'whole') ?? NOTHING;
          note(byModel, used);
          complete &&= used.final || refused || how === 'unsent';
        },
      };
    },
    totals() {
      const sum = new Map(byModel);
      for (const soFar of open) {
        note(sum, soFar());
      }
      return { byModel: sum, complete: complete && open.size === 0, requests };
    },
  };
}

const NOTHING: ResponseUsage = { model: null, tokens: NO_TOKENS, final: false };

function note(byModel: Map<string, WireTokens>, { model, tokens }: ResponseUsage): void {
  if (Object.values(tokens).every((count) => count === 0)) {
    return;
  }
  const named = (model ?? '').slice(0, MODEL_LENGTH);
  const name = byModel.has(named) || byModel.size < MOST_MODELS ? named : '';
  byModel.set(name, addTokens(byModel.get(name) ?? NO_TOKENS, tokens));
}
