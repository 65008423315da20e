import { createHmac, randomUUID } from 'node:crypto';
import type { Activity } from '../activity.js';
import type { State } from '../state.js';
import { post } from './post.js';

/** One attempt to hand an event to the App. */
export interface Delivery {
  readonly id: number;
  /** Stays the same when the event is delivered again. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** 0 until answered, and for good when the connection failed or ten seconds passed. */
  statusCode: number;
  status: string;
  durationMs: number;
  responseBody: string;
}

export interface DeliveryRequest {
  readonly event: string;
  readonly repositoryId: number | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** GitHub waits this long for a 2xx. */
const TIMEOUT_MS = 10_000;

/** Sends webhooks to the App, signed, without waiting for each other, and keeps a log of every attempt. */
export class Deliveries {
  readonly log: Delivery[] = [];
  readonly #state: State;
  readonly #activity: Activity;

  constructor(state: State, activity: Activity) {
    this.#state = state;
    this.#activity = activity;
  }

  /** Starts a delivery; nothing happens while the App has no webhook URL. */
  send(request: DeliveryRequest): void {
    this.#attempt(request, randomUUID(), false);
  }

  /** The same GUID and body again, as a new entry; null when there is no such delivery. */
  redeliver(id: number): Delivery | null {
    const old = this.log.find((each) => each.id === id);
    return old === undefined ? null : this.#attempt(old, old.guid, true);
  }

  #attempt(request: DeliveryRequest, guid: string, redelivery: boolean): Delivery | null {
    const { app } = this.#state;
    if (app.webhookUrl === null) {
      return null;
    }
    const requestBody = JSON.stringify(request.payload);
    const { action } = request.payload;
    const delivery: Delivery = {
      id: this.#state.nextId(),
      guid,
      event: request.event,
      action: typeof action === 'string' ? action : null,
      repositoryId: request.repositoryId,
      redelivery,
      deliveredAt: new Date(this.#state.now()).toISOString(),
      requestHeaders: this.#headers(request.event, guid, requestBody),
      requestBody,
      payload: request.payload,
      statusCode: 0,
      status: 'pending',
      durationMs: 0,
      responseBody: '',
    };
    this.log.push(delivery);
    void this.#activity.track(this.#carryOut(delivery, app.webhookUrl));
    return delivery;
  }

  async #carryOut(delivery: Delivery, url: string): Promise<void> {
    const started = performance.now();
    const outcome = await post(url, delivery.requestHeaders, delivery.requestBody, TIMEOUT_MS);
    delivery.durationMs = performance.now() - started;
    delivery.statusCode = outcome.status;
    delivery.status = outcome.message;
    delivery.responseBody = outcome.body;
  }

  #headers(event: string, guid: string, body: string): Record<string, string> {
    const { app } = this.#state;
    const sign = (algorithm: string): string =>
      `${algorithm}=${createHmac(algorithm, app.webhookSecret).update(body).digest('hex')}`;
    return {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/local',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-id': String(app.id + 7),
      'x-github-hook-installation-target-id': String(app.id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': sign('sha1'),
      'x-hub-signature-256': sign('sha256'),
    };
  }
}
