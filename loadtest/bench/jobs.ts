import { randomBytes } from "node:crypto";
import { newId } from "../../kernel/ids/ids.ts";
import { computePaymentCode, tickOf } from "../../services/payments/payment-code/payment-code.ts";
import { FLOOR_PREFIX } from "./floor.ts";
import type { Job, PayerDevice } from "./messages.ts";

/** A code lives from its second on for 60 s, and may be 30 s early: the codes of these seconds around now can be used, each once. */
const OLDEST_S = 45;
const NEWEST_S = 20;

/** Makes checkouts: fresh baskets' ids and keys, and codes that phones would show now. */
export class JobMaker {
  readonly #devices: readonly PayerDevice[];
  /** The next unused second of each device. */
  readonly #seconds: number[];
  #turn = 0;

  constructor(devices: readonly PayerDevice[]) {
    this.#devices = devices;
    this.#seconds = devices.map(() => 0);
  }

  make(count: number): Job[] {
    return Array.from({ length: count }, () => ({
      basketId: newId("bsk", new Date()),
      key: newId("key", new Date()),
      paymentCode: this.nextCode(),
    }));
  }

  /** A code that nobody has shown yet. @throws when every device has used up its seconds: then the benchmark needs more devices. */
  nextCode(): string {
    const now = Math.floor(Date.now() / 1_000);
    for (let tries = 0; tries < this.#devices.length; tries++) {
      const index = this.#turn++ % this.#devices.length;
      const second = Math.max(this.#seconds[index] as number, now - OLDEST_S);
      if (second > now + NEWEST_S) continue;
      this.#seconds[index] = second + 1;
      return computePaymentCode(this.#devices[index] as PayerDevice, tickOf(second));
    }
    throw new Error("all devices have shown a code for every second; the benchmark needs more of them");
  }
}

/** Checkouts for a floor, where nobody looks at the code. */
export const makeFloorJobs = (kind: keyof typeof FLOOR_PREFIX, count: number): Job[] =>
  Array.from({ length: count }, () => ({
    basketId: `${FLOOR_PREFIX[kind]}${randomBytes(12).toString("hex")}`,
    key: randomBytes(12).toString("hex"),
    paymentCode: "281234567812345678",
  }));
