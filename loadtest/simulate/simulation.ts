import { anonymous } from "../../kernel/auth/caller.ts";
import { verifyLedger } from "../../services/payments/ledger/verify-ledger.ts";
import { verifyStock } from "../../verticals/supermarket/verify-stock.ts";
import { clientsOf } from "./call-service.ts";
import type { Dice } from "./dice.ts";
import { GROUPS } from "./groups.ts";
import { Judge } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { Oracle } from "./oracle.ts";
import { type Shop, type Told, whyUntold } from "./shop.ts";
import type { SimulationReport } from "./simulation-report.ts";
import type { RealMachine } from "./take-over.ts";
import { runTill } from "./till.ts";
import { TillLine, type TillWorld } from "./till-line.ts";
import type { Mortal, VirtualTime } from "./virtual-time.ts";
import { drawWeather } from "./weather.ts";
import { World } from "./world.ts";

export interface SimulationSettings {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly real: RealMachine;
  /** Where notifications arrive. */
  readonly shop: Shop;
  /** Where the stores' files are: memory is fine, as a cut closes the file as it is and never waits for a disk. */
  readonly folder: string;
  readonly steps: number;
  /** Hears every line of the trace. */
  readonly print?: ((line: string) => void) | undefined;
}

/** Steps of trouble between two rests. */
const ROUND = 8_000;
const KEPT_LINES = 30;
const HOUR_MS = 3_600_000;
/** Long enough for every recovery, redelivery and back-off there is. */
const REST_MS = 150_000;
/** Past the end of every trade and hold. */
const NEXT_DAY_MS = 25 * HOUR_MS;

/** One run: two services on their machines, tills before them, and all the trouble that the weather brings. */
export class Simulation {
  readonly #settings: SimulationSettings;
  readonly #judge: Judge;
  readonly #world: World;
  readonly #lines: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #tillWorld: TillWorld;
  #steps = 0;

  constructor(settings: SimulationSettings) {
    const { time, dice, folder, print, shop } = settings;
    const judge = new Judge({
      ...{ groups: GROUPS, hasAnswered: (notifyId) => shop.hasAnswered(notifyId), now: () => time.now },
      doClocksAgree: () => this.#world.doClocksAgree,
      books: () => this.#world.party.books,
      count: (what) => this.#count(what),
    });
    this.#judge = judge;
    this.#settings = settings;
    this.#world = new World({ time, dice, judge, folder, print, fault: (kind, where) => this.#fault(kind, where) });
    const { network } = this.#world;
    const complain = (problem: string): void => void judge.problems.push(problem);
    const whyUntrue = (told: Told) => whyUntold(judge.payments, told);
    shop.open({
      time,
      dice,
      network,
      weather: () => this.#world.weather,
      complain,
      whyUntrue,
      count: (what) => this.#count(what),
    });
    const oracle = new Oracle(judge.payments, judge.supermarket, complain);
    this.#tillWorld = {
      ...{ time, dice, oracle, past: [], paid: [], held: [], outcomes: this.#counts, isOpen: true },
      weather: () => this.#world.weather,
      note: (line) => this.#note(line),
    };
  }

  async run(): Promise<SimulationReport> {
    const { time, steps } = this.#settings;
    const begin = time.now;
    for (const machine of this.#world.machines) await this.#untilDone(machine.start());
    await this.#runUntil(() => this.#world.isUp);
    while (this.#steps < steps && this.#isSound()) await this.#round(Math.min(steps, this.#steps + ROUND));
    return {
      ...{ steps: this.#steps, fingerprint: this.#judge.fingerprint(), transactions: this.#judge.units },
      hours: (time.now - begin) / HOUR_MS,
      counts: Object.fromEntries([...this.#counts].sort()),
      problems: this.#judge.problems,
      lastLines: this.#lines,
    };
  }

  /** A store's group commit, which the process's taken-over event loop hands in. */
  planCommit(commit: () => void, owner: Mortal | undefined): void {
    this.#world.planCommit(commit, owner);
  }

  /** Trouble, then rest, then the whole of both stores under examination. */
  async #round(until: number): Promise<void> {
    const world = this.#world;
    world.begin(drawWeather(this.#settings.dice));
    this.#tillWorld.isOpen = true;
    const tills = Array.from({ length: world.weather.tills }, (_, index) => this.#work(this.#till(index)));
    await this.#runUntil(
      () => this.#steps >= until,
      () => world.trouble(),
    );
    world.heal();
    this.#tillWorld.isOpen = false;
    await this.#untilDone(Promise.all(tills));
    await this.#rest();
    if (this.#isSound()) await this.#examine();
  }

  /** Time passes without trouble: a while for what is under way, a day for what expires, and a while for the news of it. */
  async #rest(): Promise<void> {
    const { time, shop } = this.#settings;
    for (const spanMs of [REST_MS, NEXT_DAY_MS, REST_MS]) {
      // A day that passes in a moment would be a shop's silence of a day to whoever waits for its answer.
      if (spanMs === NEXT_DAY_MS) await this.#runUntil(() => !shop.isAsked);
      const end = time.now + spanMs;
      if (spanMs === NEXT_DAY_MS) time.now = end;
      await this.#runUntil(() => time.now >= end && this.#world.isUp);
    }
  }

  /** Everything at rest: nothing open, the files as they were written, and the platform's own proofs of its books and its stock. */
  async #examine(): Promise<void> {
    const [bank, market] = this.#world.machines as [Machine, Machine];
    this.#judge.checkRest();
    for (const { service, disk } of [bank, market]) if (disk) this.#judge.checkDisk(service, disk);
    const ledger = await this.#untilDone(verifyLedger(bank.store!));
    const stock = await this.#untilDone(verifyStock(market.store!));
    this.#judge.problems.push(...(ledger?.mismatches ?? []), ...(stock?.mismatches ?? []));
  }

  /** Runs what is planned, one thing after another, until something is so. */
  async #runUntil(isSo: () => boolean, trouble: () => void = () => {}): Promise<void> {
    const { time, real } = this.#settings;
    while (!isSo() && this.#isSound()) {
      const planned = time.next();
      if (!planned) throw new Error("nothing is planned any more");
      this.#steps += 1;
      this.#note(planned.owner ? `${planned.owner.name}: ${planned.label}` : planned.label);
      planned.run!();
      await real.settle();
      trouble();
    }
  }

  async #untilDone<T>(work: Promise<T>): Promise<T | undefined> {
    let result: { value: T } | undefined;
    work.then(
      (value) => (result = { value }),
      (error) => this.#judge.problems.push(String(error.stack)),
    );
    await this.#settings.real.settle();
    await this.#runUntil(() => result !== undefined);
    return result?.value;
  }

  #isSound(): boolean {
    return this.#judge.problems.length === 0;
  }

  #till(index: number): TillLine {
    const { time } = this.#settings;
    const clock = { now: () => new Date(time.now) };
    const clients = clientsOf(this.#world.calls, { place: "tills" }, clock, anonymous);
    return new TillLine(`T${this.#steps}x${index}y`, clients, this.#tillWorld);
  }

  /** A till that fails is the simulator's own fault. */
  async #work(till: TillLine): Promise<void> {
    await runTill(till).catch((error: unknown) => this.#judge.problems.push(String((error as Error).stack)));
  }

  #fault(kind: string, where: string): void {
    this.#note(`FAULT ${kind}: ${where}`);
    this.#count(`fault ${kind}`);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  #note(line: string): void {
    const stamped = `${this.#steps} ${this.#settings.time.now.toFixed(3)} ${line}`;
    this.#judge.trace(stamped);
    this.#lines.push(stamped);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    this.#settings.print?.(stamped);
  }
}
