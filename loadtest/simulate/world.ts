import { supermarket } from "../../verticals/supermarket/supermarket.service.ts";
import { withAuditor } from "./auditor.ts";
import type { CallWorld } from "./call-service.ts";
import type { Dice } from "./dice.ts";
import { type Disk, watchDisks } from "./disk.ts";
import { GROUPS } from "./groups.ts";
import type { Judge } from "./judge.ts";
import { Machine } from "./machine.ts";
import { Network } from "./network.ts";
import { serviceLog } from "./service-log.ts";
import type { ServiceProcess } from "./service-process.ts";
import { SimulatedParty } from "./simulated-channel.ts";
import { simulatedPayments } from "./simulated-payments.ts";
import type { Mortal, VirtualTime } from "./virtual-time.ts";
import { calm, type Weather } from "./weather.ts";

/** A broken connection is noticed at once, a missed heartbeat after seconds. */
const SUSPICION_MS = 300;

const LINKS = [
  ["payments", "supermarket"],
  ["payments", "tills"],
  ["supermarket", "tills"],
  ["payments", "shops"],
  ["payments", "parties"],
] as const;

export interface WorldSettings {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly judge: Judge;
  readonly folder: string;
  /** Hears what goes wrong by our own doing. */
  readonly fault: (kind: string, where: string) => void;
  /** Hears what the services log, where anybody wants to read it. */
  readonly print?: ((line: string) => void) | undefined;
}

/** Two machines with a service each, the network between them, and everything that befalls them. */
export class World {
  readonly machines: readonly Machine[];
  readonly network: Network;
  /** How calls find their way: for the services and for the tills. */
  readonly calls: CallWorld & {
    readonly processOf: (service: string, avoid?: object) => ServiceProcess | undefined;
  };
  /** Who moves money outside our ledger. */
  readonly party: SimulatedParty;
  weather: Weather = calm;
  /** Whether no clock has gone wrong since the last time that all was at rest. */
  doClocksAgree = true;
  readonly #settings: WorldSettings;

  constructor(settings: WorldSettings) {
    const { time, dice, folder, judge } = settings;
    const watch = judge.channel;
    this.#settings = settings;
    const network = new Network(time, dice, () => this.weather);
    this.network = network;
    this.party = new SimulatedParty({ time, dice, network, weather: () => this.weather }, watch);
    const bank = simulatedPayments({ channel: () => this.party.channel(), watch });
    const processOf = (service: string, avoid?: object) => this.#processOf(service, avoid);
    this.calls = { time, network, processOf, suspicion: (isSilent) => this.#suspicion(isSilent) };
    const replicas = dice.pick([1, 2, 2]);
    const world = {
      ...this.calls,
      groups: GROUPS,
      log: serviceLog(settings.print, (line) => judge.problems.push(line)),
    };
    this.machines = [bank, withAuditor(supermarket)].map(
      (module) => new Machine({ module, replicas, folder, world, dice, weather: () => this.weather }),
    );
    this.#watchDisks();
  }

  get isUp(): boolean {
    return this.machines.every(({ isUp }) => isUp);
  }

  #changeWeather(weather: Weather): void {
    this.weather = weather;
    for (const machine of this.machines) machine.weatherChanged();
  }

  /** A round begins: in some weathers no two clocks agree. */
  begin(weather: Weather): void {
    this.#changeWeather(weather);
    this.doClocksAgree = weather.skewMs === 0;
    for (const process of this.#processes()) process.skewMs = this.#skew();
  }

  /** The end of all trouble: what is down comes up by itself. */
  heal(): void {
    this.#changeWeather(calm);
    this.network.heal();
    for (const process of this.#processes()) process.skewMs = 0;
  }

  /** What goes wrong between two steps. */
  trouble(): void {
    const { dice, fault } = this.#settings;
    const { powerCut, death, partition, clockJump, partyDown } = this.weather;
    if (dice.chance(powerCut)) this.#cut(dice.pick(this.machines));
    if (dice.chance(death)) this.#kill(dice.pick(this.machines));
    if (dice.chance(partition)) this.#part(dice.pick(LINKS));
    if (dice.chance(clockJump)) this.#jump();
    if (!dice.chance(partyDown)) return;
    fault("breakdown", "the outside party");
    this.party.breakDown();
  }

  /** The end of a store's turn: its commit reaches the disk a little later, and the power may go right then. */
  planCommit(commit: () => void, owner: Mortal | undefined): void {
    const { time, dice } = this.#settings;
    const machine = this.machines.find(
      ({ power, processes }) => power === owner || processes.some((process) => process === owner),
    );
    const { commitMs, cutAfterCommit } = this.weather;
    const reachDisk = (): void => {
      commit();
      if (machine && dice.chance(cutAfterCommit)) this.#cut(machine);
    };
    time.plan("commit", dice.exponential(commitMs), reachDisk, machine?.power ?? owner);
  }

  #cut(machine: Machine): void {
    this.#settings.fault("power cut", machine.service);
    machine.cut();
  }

  #kill(machine: Machine): void {
    const index = this.#settings.dice.below(Math.max(1, machine.processes.length));
    this.#settings.fault("process killed", `${machine.service}-${index}`);
    machine.kill(index);
  }

  #part([a, b]: (typeof LINKS)[number]): void {
    this.#settings.fault("partition", `${a} and ${b}`);
    this.network.cut(a, b);
  }

  #jump(): void {
    const { dice, fault } = this.#settings;
    const process = dice.pick(this.#processes());
    if (!process) return;
    process.skewMs = this.#skew();
    fault("clock jump", `${process.name} to ${process.skewMs.toFixed(0)} ms`);
  }

  #skew(): number {
    return (2 * this.#settings.dice.fraction() - 1) * this.weather.skewMs;
  }

  #processes(): ServiceProcess[] {
    return this.machines.flatMap(({ processes }) => processes);
  }

  /** A process of the service that answers, as the mesh's registry would name one. */
  #processOf(service: string, avoid: object | undefined): ServiceProcess | undefined {
    const machine = this.machines.find((candidate) => candidate.service === service);
    const serving = machine?.processes.filter(({ isServing }) => isServing) ?? [];
    const trusted = serving.filter((process) => process !== avoid);
    return this.#settings.dice.pick(trusted.length > 0 ? trusted : serving);
  }

  #suspicion(isSilent: boolean): number | undefined {
    const { dice } = this.#settings;
    const { suspicion } = this.weather;
    return dice.chance(isSilent ? 5 * suspicion : suspicion) ? dice.exponential(SUSPICION_MS) : undefined;
  }

  #watchDisks(): void {
    const { dice, fault, judge } = this.#settings;
    const machineOf = (disk: Disk) => this.machines.find((machine) => machine.disk === disk);
    watchDisks(
      {
        dice,
        failure: (disk) => (machineOf(disk)?.isUp ? this.weather.diskFailure : 0),
        failed: (disk) => fault("disk failure", machineOf(disk)?.service ?? ""),
        committed: (disk, units) => {
          const machine = machineOf(disk);
          if (machine) judge.committed(machine.service, disk, units);
        },
      },
      (path, disk) => {
        const machine = this.machines.find((candidate) => candidate.path === path);
        if (machine) machine.disk = disk;
      },
    );
  }
}
