import type { Dice } from "./dice.ts";
import { type Mortal, type VirtualTime, whoRuns } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

/** A place where messages arrive: a process, or a till. `place` names its machine for partitions. */
export interface Endpoint {
  readonly place: string;
  readonly mortal?: Mortal;
}

const STRAGGLE_MS = 2_500;
/** After so long a silent node may be taken for dead. */
const SILENCE_MS = 200;
const PARTITION_MS = 5_000;

/** Carries messages between endpoints, and loses, delays, doubles and reorders them as the weather says. */
export class Network {
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #weather: () => Weather;
  /** Links that are cut, and until when. */
  readonly #cuts = new Map<string, number>();

  constructor(time: VirtualTime, dice: Dice, weather: () => Weather) {
    this.#time = time;
    this.#dice = dice;
    this.#weather = weather;
  }

  /**
   * Sends something: `arrive` runs where and when it arrives, as often as it does. What a dead process sends never leaves. Answers whether the other side will
   * be silent for long.
   */
  send(label: string, from: Endpoint, to: Endpoint, arrive: () => void): boolean {
    if (from.mortal?.isAlive === false) return true;
    const { drop, duplicate } = this.#weather();
    const isLost = this.#isCut(from, to) || this.#dice.chance(drop);
    const delayMs = isLost ? Number.POSITIVE_INFINITY : this.#deliver(label, to, arrive);
    if (this.#dice.chance(duplicate)) this.#deliver(`${label} again`, to, arrive);
    return delayMs > SILENCE_MS;
  }

  cut(a: string, b: string): void {
    this.#cuts.set([a, b].sort().join("|"), this.#time.now + this.#dice.exponential(PARTITION_MS));
  }

  heal(): void {
    this.#cuts.clear();
  }

  #isCut(from: Endpoint, to: Endpoint): boolean {
    return (this.#cuts.get([from.place, to.place].sort().join("|")) ?? 0) > this.#time.now;
  }

  #deliver(label: string, to: Endpoint, arrive: () => void): number {
    const { latencyMs, straggle } = this.#weather();
    const delayMs = this.#dice.exponential(this.#dice.chance(straggle) ? STRAGGLE_MS : latencyMs);
    whoRuns.run(to.mortal as Mortal, () => this.#time.plan(label, delayMs, arrive, to.mortal));
    return delayMs;
  }
}
