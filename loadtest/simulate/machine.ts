import { join } from "node:path";
import { serviceNameOf } from "../../kernel/contract/contract.ts";
import type { ServiceModule } from "../../kernel/node/service-module.ts";
import { openStore, type Store } from "../../kernel/store/open-store.ts";
import type { Dice } from "./dice.ts";
import type { Disk } from "./disk.ts";
import { type ProcessWorld, ServiceProcess } from "./service-process.ts";
import { makeShaky } from "./shaky-store.ts";
import { type Mortal, whoRuns } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

const DOWN_MS = 1_500;

export interface MachineSettings {
  readonly module: ServiceModule;
  /** How many processes of the service run over its store. */
  readonly replicas: number;
  readonly folder: string;
  readonly world: ProcessWorld;
  readonly dice: Dice;
  readonly weather: () => Weather;
}

/** One life of a machine, from power on to power off: what the store and its disk had planned dies with it. */
class Power implements Mortal {
  readonly name: string;
  isAlive = true;

  constructor(name: string) {
    this.name = name;
  }
}

/** Where a service lives: its store on its disk, and its processes. Each of them can die and comes back; what the disk holds stays. */
export class Machine {
  readonly service: string;
  readonly path: string;
  readonly processes: ServiceProcess[] = [];
  store: Store | undefined;
  /** The open file. */
  disk: Disk | undefined;
  power: Power;
  readonly #settings: MachineSettings;

  constructor(settings: MachineSettings) {
    this.#settings = settings;
    this.service = serviceNameOf(settings.module.definition);
    this.path = join(settings.folder, `${this.service}.db`);
    this.power = new Power(this.service);
  }

  /** Whether everything runs. */
  get isUp(): boolean {
    const { replicas } = this.#settings;
    return this.processes.length === replicas && this.processes.every(({ isServing }) => isServing);
  }

  async start(): Promise<void> {
    const { folder, replicas, world, dice, weather } = this.#settings;
    const power = new Power(this.service);
    this.power = power;
    await whoRuns.run(power, async () => {
      const store = await openStore({ name: this.service, dataDir: folder });
      makeShaky(store, { time: world.time, dice, weather, machine: power });
      this.store = store;
      this.weatherChanged();
    });
    for (let index = 0; index < replicas; index++) this.#startProcess(index);
  }

  /** Gives the store's fault mode the chances of the present weather. */
  weatherChanged(): void {
    const { dice, weather } = this.#settings;
    const { transientBefore, unknownAfter } = weather();
    this.store?.faults({ seed: dice.word(), transientBefore, unknownAfter });
  }

  #startProcess(index: number): void {
    const { module, world, replicas } = this.#settings;
    const nodeId = `${this.service}-${index}`;
    const process = new ServiceProcess({ module, world, nodeId, store: this.store!, hasReplicas: replicas > 1 });
    this.processes[index] = process;
    // A process that cannot start (its store failed) exits, and its supervisor starts it again.
    void process.start().catch(() => process.isAlive && this.kill(index));
  }

  /** One process dies and comes back. */
  kill(index: number): void {
    const { world, dice } = this.#settings;
    const process = this.processes[index];
    if (!process?.isAlive) return;
    process.die();
    world.time.plan(
      `${this.service}-${index} starts`,
      dice.exponential(DOWN_MS),
      () => this.#startProcess(index),
      this.power,
    );
  }

  /** The power goes: the file is closed as it is, all processes die; and it comes back. */
  cut(): void {
    const { world, dice } = this.#settings;
    if (!this.power.isAlive) return;
    this.power.isAlive = false;
    for (const process of this.processes.splice(0)) process.die();
    this.disk?.unplug();
    this.disk = undefined;
    whoRuns.exit(() =>
      world.time.plan(`${this.service} powers up`, dice.exponential(DOWN_MS), () => void this.start(), undefined),
    );
  }
}
