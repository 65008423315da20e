import { z } from 'zod';
import type { Clock } from '../base/clock.js';
import { createMemory } from '../commands/memory.js';
import type { CommandLog, CommandPorts, ConfigReader, PlanReader } from '../commands/ports.js';
import { repositoryApi } from '../github/create-repository-api.js';
import type { Octokit } from '../github/octokit.js';
import { createPacer, type Pacer } from '../github/pacer.js';
import type { TriggerInbox } from '../ledger/ledger.js';
import { nameOf, type Place } from './payloads.js';

/** The trigger inbox of one repository on one branch. */
export type OpenInbox = (octokit: Octokit, place: Place, branch: string) => TriggerInbox;

export interface InstallationOptions {
  /** A client for an installation; without an id, one that acts as the App itself. */
  readonly auth: (installation?: number) => Promise<Octokit>;
  readonly openInbox: OpenInbox;
  readonly readConfig: ConfigReader;
  readonly readPlan: PlanReader;
  readonly clock: Clock;
  readonly log: CommandLog;
}

/** The clients of this process: one octokit and one pacer per installation, one set of ports per repository. */
export interface Installations {
  ports(place: Place): Promise<CommandPorts>;
  /** All repositories that the App is installed on, at most a thousand per installation and a thousand installations. */
  places(): Promise<readonly Place[]>;
}

interface Client {
  readonly octokit: Octokit;
  readonly pacer: Pacer;
}

const PAGE = 100;
const MAX_PAGES = 10;

const installationsSchema = z.array(z.looseObject({ id: z.number().int(), suspended_at: z.string().nullish() }));
const repositoriesSchema = z.looseObject({
  repositories: z.array(z.looseObject({ name: z.string(), owner: z.looseObject({ login: z.string() }) })),
});

export function createInstallations(options: InstallationOptions): Installations {
  const clients = new Map<number, Promise<Client>>();
  const repositories = new Map<string, Promise<CommandPorts>>();

  async function connect(installation: number): Promise<Client> {
    return { octokit: await options.auth(installation), pacer: createPacer(options.clock) };
  }

  async function open(place: Place): Promise<CommandPorts> {
    const { octokit, pacer } = await remembered(clients, place.installation, connect);
    const { clock, log, readConfig, readPlan } = options;
    const { owner, repo } = place;
    const api = repositoryApi({ octokit, owner, repo, pacer, clock });
    const inboxes = new Map<string, TriggerInbox>();
    const inbox = (branch: string): TriggerInbox => {
      const known = inboxes.get(branch) ?? options.openInbox(octokit, place, branch);
      inboxes.set(branch, known);
      return known;
    };
    return { api, inbox, readConfig, readPlan, clock, log, memory: createMemory() };
  }

  return {
    ports: (place) => remembered(repositories, `${place.installation} ${nameOf(place)}`, () => open(place)),
    async places() {
      const found: Place[] = [];
      for (const installation of await listInstallations(await options.auth())) {
        try {
          const { octokit } = await remembered(clients, installation, connect);
          found.push(...(await listRepositories(octokit, installation)));
        } catch (error) {
          options.log.warn({ installation, error: String(error) }, 'repositories of an installation cannot be listed');
        }
      }
      return found;
    },
  };
}

/** One value per key; what failed is not kept. */
async function remembered<K, V>(map: Map<K, Promise<V>>, key: K, make: (key: K) => Promise<V>): Promise<V> {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make(key);
  map.set(key, made);
  try {
    return await made;
  } catch (error) {
    map.delete(key);
    throw error;
  }
}

async function listInstallations(octokit: Octokit): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await octokit.request('GET /app/installations', { per_page: PAGE, page });
    const listed = installationsSchema.parse(data);
    ids.push(...listed.filter((item) => (item.suspended_at ?? null) === null).map((item) => item.id));
    if (listed.length < PAGE) {
      break;
    }
  }
  return ids;
}

async function listRepositories(octokit: Octokit, installation: number): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await octokit.request('GET /installation/repositories', { per_page: PAGE, page });
    const listed = repositoriesSchema.parse(data).repositories;
    places.push(...listed.map((item) => ({ installation, owner: item.owner.login, repo: item.name })));
    if (listed.length < PAGE) {
      break;
    }
  }
  return places;
}
