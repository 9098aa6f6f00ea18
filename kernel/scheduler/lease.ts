import { randomUUID } from "node:crypto";
import type { Model } from "mongoose";
import type { Store } from "../store/open-store.ts";
import { isDuplicateKey } from "../store/run-again.ts";
import { type Clock, plusMs } from "../time/clock.ts";
import { type LeaseRow, leaseModel } from "./lease-model.ts";

/** Tells this process from every other and from its own earlier lives. */
const PROCESS = randomUUID();

/** How long a dead owner's job waits for another node. */
export const DEFAULT_LEASE_MS = 15_000;

/** A node's hold on a job. The node keeps it between runs, so that an idle job costs two writes per lease and none per run. */
export class Lease {
  readonly #rows: Model<LeaseRow>;
  readonly #isEmbedded: boolean;
  readonly #job: string;
  readonly #owner: string;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  #held: { readonly fence: number; readonly expireTime: Date } | undefined;

  constructor(store: Store, lease: { job: string; nodeId: string; clock: Clock; leaseMs: number }) {
    this.#rows = leaseModel(store.connection);
    this.#isEmbedded = store.engine === "embedded";
    this.#job = lease.job;
    this.#owner = `${PROCESS}/${lease.nodeId}`;
    this.#clock = lease.clock;
    this.#leaseMs = lease.leaseMs;
  }

  /** Takes the lease, or keeps it. Answers whether this node has it for at least half of its time from now on. */
  async hold(): Promise<boolean> {
    const held = this.#held;
    if (held && held.expireTime.getTime() - this.#clock.now().getTime() > this.#leaseMs / 2) return true;
    return held ? (await this.renew()) || this.#take() : this.#take();
  }

  /** Extends the lease. Answers false when another node has it now. */
  async renew(): Promise<boolean> {
    if (!this.#held) return false;
    const { fence } = this.#held;
    const expireTime = plusMs(this.#clock.now(), this.#leaseMs);
    const mine = { _id: this.#job, owner: this.#owner, fence };
    const { matchedCount } = await this.#rows.updateOne(mine, { $set: { expireTime } });
    this.#held = matchedCount === 1 ? { fence, expireTime } : undefined;
    return matchedCount === 1;
  }

  /** When the hold ends, unless it is renewed; undefined = this node has none. */
  get expireTime(): Date | undefined {
    return this.#held?.expireTime;
  }

  /** Lets another node have the job at once. */
  async release(): Promise<void> {
    if (!this.#held) return;
    const mine = { _id: this.#job, owner: this.#owner, fence: this.#held.fence };
    this.#held = undefined;
    await this.#rows.updateOne(mine, { $set: { owner: "", expireTime: this.#clock.now() } });
  }

  async #take(): Promise<boolean> {
    const now = this.#clock.now();
    await this.#ensureRow(now);
    const expireTime = plusMs(now, this.#leaseMs);
    const row = await this.#rows.findOneAndUpdate(
      { _id: this.#job, $or: [{ expireTime: { $lte: now } }, { owner: this.#owner }, ...this.#ownersKnownDead()] },
      { $set: { owner: this.#owner, expireTime }, $inc: { fence: 1 } },
      { returnDocument: "after" },
    );
    this.#held = row ? { fence: row.fence, expireTime } : undefined;
    return row !== null;
  }

  async #ensureRow(now: Date): Promise<void> {
    const blank = { owner: "", fence: 0, expireTime: now };
    try {
      await this.#rows.updateOne({ _id: this.#job }, { $setOnInsert: blank }, { upsert: true });
    } catch (error) {
      // Two nodes that start together may both try to insert on MongoDB; that the row is there is all we want.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** An embedded store has one process: whoever held a lease in another one is dead. */
  #ownersKnownDead(): { owner: RegExp }[] {
    return this.#isEmbedded ? [{ owner: new RegExp(`^(?!${PROCESS}/)`) }] : [];
  }
}
