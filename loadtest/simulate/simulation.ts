import { anonymous } from "../../kernel/auth/caller.ts";
import type { ServiceModule } from "../../kernel/node/service-module.ts";
import { createLogger } from "../../kernel/telemetry/logger.ts";
import { verifyLedger } from "../../services/payments/ledger/verify-ledger.ts";
import { payments } from "../../services/payments/payments.service.ts";
import { supermarket } from "../../verticals/supermarket/supermarket.service.ts";
import { verifyStock } from "../../verticals/supermarket/verify-stock.ts";
import { auditorGroups, withAuditor } from "./auditor.ts";
import { clientsOf } from "./call-service.ts";
import type { Dice } from "./dice.ts";
import { watchDisks } from "./disk.ts";
import { Judge } from "./judge.ts";
import { Machine } from "./machine.ts";
import { Network } from "./network.ts";
import { Oracle } from "./oracle.ts";
import type { GroupName } from "./remote-lane.ts";
import type { ServiceProcess } from "./service-process.ts";
import type { RealMachine } from "./take-over.ts";
import { Till, type TillWorld } from "./till.ts";
import type { Mortal, VirtualTime } from "./virtual-time.ts";
import { calm, drawWeather, type Weather } from "./weather.ts";

export interface SimulationSettings {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly real: RealMachine;
  /** Where the stores' files are: memory is fine, as a cut closes the file as it is and never waits for a disk. */
  readonly folder: string;
  readonly steps: number;
  /** Hears every line of the trace. */
  readonly print?: ((line: string) => void) | undefined;
}

export interface SimulationReport {
  readonly steps: number;
  readonly fingerprint: string;
  /** Virtual hours that passed. */
  readonly hours: number;
  /** Transactions that reached a disk and were held against the rules. */
  readonly transactions: number;
  /** What happened how often: deeds and their outcomes, faults. */
  readonly counts: Readonly<Record<string, number>>;
  /** What is wrong, and the last lines before it; empty in a sound run. */
  readonly problems: readonly string[];
  readonly lastLines: readonly string[];
}

const GROUPS: readonly GroupName[] = [
  { service: "supermarket", name: "finish-paid-trade", type: "payments.trade.paid" },
  ...auditorGroups("supermarket"),
];
/** What the simulator itself throws into a service. */
const INJECTED = /the simulated disk failed|the process is dead|has been finalized|database is not open/;
/** Steps of trouble between two rests. */
const ROUND = 8_000;
/** A broken connection is noticed at once, a missed heartbeat after seconds. */
const SUSPICION_MS = 300;
const KEPT_LINES = 30;
const HOUR_MS = 3_600_000;
/** Long enough for every recovery, redelivery and back-off there is. */
const REST_MS = 150_000;
/** Past the end of every trade and hold. */
const NEXT_DAY_MS = 25 * HOUR_MS;

/** One run: two services on their machines, tills before them, and all the trouble that the weather brings. */
export class Simulation {
  readonly #settings: SimulationSettings;
  readonly #judge = new Judge(GROUPS);
  readonly #lines: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #network: Network;
  readonly #machines: Machine[];
  readonly #tillWorld: TillWorld;
  #weather: Weather = calm;
  #steps = 0;

  constructor(settings: SimulationSettings) {
    const { time, dice } = settings;
    this.#settings = settings;
    this.#network = new Network(time, dice, () => this.#weather);
    const replicas = dice.between(1, 2);
    this.#machines = [payments, withAuditor(supermarket)].map((module) => this.#machine(module, replicas));
    this.#watchDisks();
    const oracle = new Oracle(this.#judge.payments, this.#judge.supermarket, (problem) =>
      this.#judge.problems.push(problem),
    );
    this.#tillWorld = {
      ...{ time, dice, oracle, past: [], paid: [], held: [], outcomes: this.#counts, isOpen: true, thinkMs: 1 },
      note: (line) => this.#note(line),
    };
  }

  async run(): Promise<SimulationReport> {
    const { time, steps } = this.#settings;
    const begin = time.now;
    for (const machine of this.#machines) await this.#untilDone(machine.start());
    await this.#runUntil(() => this.#machines.every(({ isUp }) => isUp));
    while (this.#steps < steps && this.#isSound()) await this.#round(Math.min(steps, this.#steps + ROUND));
    return {
      ...{ steps: this.#steps, fingerprint: this.#judge.fingerprint(), transactions: this.#judge.units },
      hours: (time.now - begin) / HOUR_MS,
      counts: Object.fromEntries([...this.#counts].sort()),
      problems: this.#judge.problems,
      lastLines: this.#lines,
    };
  }

  /** Trouble, then rest, then the whole of both stores under examination. */
  async #round(until: number): Promise<void> {
    const { time, dice } = this.#settings;
    this.#changeWeather(drawWeather(dice));
    this.#tillWorld.isOpen = true;
    this.#tillWorld.thinkMs = this.#weather.thinkMs;
    const tills = Array.from({ length: this.#weather.tills }, (_, index) => this.#work(this.#till(index)));
    await this.#runUntil(
      () => this.#steps >= until,
      () => this.#trouble(),
    );
    this.#changeWeather(calm);
    this.#network.heal();
    for (const process of this.#machines.flatMap(({ processes }) => processes)) process.skewMs = 0;
    this.#tillWorld.isOpen = false;
    await this.#untilDone(Promise.all(tills));
    for (const spanMs of [REST_MS, NEXT_DAY_MS, REST_MS]) {
      const end = time.now + spanMs;
      if (spanMs === NEXT_DAY_MS) time.now = end;
      await this.#runUntil(() => time.now >= end && this.#machines.every(({ isUp }) => isUp));
    }
    if (this.#isSound()) await this.#examine();
  }

  /** A till that fails is the simulator's own fault. */
  async #work(till: Till): Promise<void> {
    await till.work().catch((error: unknown) => this.#judge.problems.push(String((error as Error).stack)));
  }

  async #examine(): Promise<void> {
    this.#judge.checkRest();
    const [bank, market] = this.#machines as [Machine, Machine];
    for (const { service, disk } of this.#machines) if (disk) this.#judge.checkDisk(service, disk);
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

  /** What goes wrong between two steps. */
  #trouble(): void {
    const { dice } = this.#settings;
    const { powerCut, death, partition, clockJump, skewMs } = this.#weather;
    if (dice.chance(powerCut)) this.#cut(dice.pick(this.#machines));
    if (dice.chance(death)) {
      const machine = dice.pick(this.#machines);
      const index = dice.below(Math.max(1, machine.processes.length));
      this.#fault("process killed", `${machine.service}-${index}`);
      machine.kill(index);
    }
    if (dice.chance(partition)) {
      const [a, b] = dice.pick([
        ["payments", "supermarket"],
        ["payments", "tills"],
        ["supermarket", "tills"],
      ] as const);
      this.#fault("partition", `${a} and ${b}`);
      this.#network.cut(a, b);
    }
    if (dice.chance(clockJump)) {
      const process = dice.pick(this.#machines.flatMap(({ processes }) => processes));
      if (process) process.skewMs = (2 * dice.fraction() - 1) * skewMs;
      if (process) this.#fault("clock jump", `${process.name} to ${process.skewMs.toFixed(0)} ms`);
    }
  }

  #cut(machine: Machine): void {
    this.#fault("power cut", machine.service);
    machine.cut();
  }

  #fault(kind: string, where: string): void {
    this.#note(`FAULT ${kind}: ${where}`);
    this.#counts.set(`fault ${kind}`, (this.#counts.get(`fault ${kind}`) ?? 0) + 1);
  }

  /** An error that a service logs is a failure that nobody foresaw, unless the simulator itself made it. */
  #hearLog(line: string): void {
    this.#settings.print?.(line.trimEnd());
    const isError = line.includes('"level":"error"');
    if (isError && !INJECTED.test(line)) this.#judge.problems.push(`a service logged an error: ${line.slice(0, 600)}`);
  }

  #changeWeather(weather: Weather): void {
    this.#weather = weather;
    for (const machine of this.#machines) machine.weatherChanged();
  }

  #note(line: string): void {
    const stamped = `${this.#steps} ${this.#settings.time.now.toFixed(3)} ${line}`;
    this.#judge.trace(stamped);
    this.#lines.push(stamped);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    this.#settings.print?.(stamped);
  }

  #machine(module: ServiceModule, replicas: number): Machine {
    const { time, dice, print, folder } = this.#settings;
    const network = this.#network;
    const processOf = (service: string) => this.#processOf(service);
    const destination = { write: (line: string) => this.#hearLog(line) };
    const log = createLogger({ level: print ? "warn" : "error", nodeId: "simulated", destination });
    const world = {
      time,
      network,
      processOf,
      suspicion: (isSilent: boolean) => this.#suspicion(isSilent),
      groups: GROUPS,
      log,
    };
    return new Machine({ module, replicas, folder, world, dice, weather: () => this.#weather });
  }

  #watchDisks(): void {
    const { dice } = this.#settings;
    const machineAt = (path: string) => this.#machines.find((machine) => machine.path === path);
    watchDisks(
      {
        dice,
        failure: (disk) =>
          this.#machines.some((machine) => machine.disk === disk && machine.isUp) ? this.#weather.diskFailure : 0,
        failed: (disk) =>
          this.#fault("disk failure", this.#machines.find((machine) => machine.disk === disk)?.service ?? ""),
        committed: (disk, units) => {
          const machine = this.#machines.find((candidate) => candidate.disk === disk);
          if (machine) this.#judge.committed(machine.service, disk, units);
        },
      },
      (path, disk) => {
        const machine = machineAt(path);
        if (machine) machine.disk = disk;
      },
    );
  }

  /** The end of a store's turn: its commit reaches the disk a little later, and the power may go right then. */
  planCommit(commit: () => void, owner: Mortal | undefined): void {
    const { time, dice } = this.#settings;
    const machine = this.#machines.find(
      ({ power, processes }) => power === owner || processes.some((process) => process === owner),
    );
    const { commitMs, cutAfterCommit } = this.#weather;
    time.plan(
      "commit",
      dice.exponential(commitMs),
      () => {
        commit();
        if (machine && dice.chance(cutAfterCommit)) this.#cut(machine);
      },
      machine?.power ?? owner,
    );
  }

  /** A process of the service that answers, as the mesh's registry would name one. */
  #processOf(service: string): ServiceProcess | undefined {
    const machine = this.#machines.find((candidate) => candidate.service === service);
    const serving = machine?.processes.filter(({ isServing }) => isServing) ?? [];
    return serving.length > 0 ? this.#settings.dice.pick(serving) : undefined;
  }

  #suspicion(isSilent: boolean): number | undefined {
    const { dice } = this.#settings;
    const { suspicion } = this.#weather;
    return dice.chance(isSilent ? 5 * suspicion : suspicion) ? dice.exponential(SUSPICION_MS) : undefined;
  }

  #till(index: number): Till {
    const { time } = this.#settings;
    const processOf = (service: string) => this.#processOf(service);
    const clock = { now: () => new Date(time.now) };
    const clients = clientsOf(
      { time, network: this.#network, processOf, suspicion: (isSilent: boolean) => this.#suspicion(isSilent) },
      { place: "tills" },
      clock,
      anonymous,
    );
    return new Till(`T${this.#steps}x${index}y`, clients, this.#tillWorld);
  }
}
