import { setTimeout as pause } from "node:timers/promises";
import type { Dice } from "../simulate/dice.ts";
import { KEEPERS, NODES, type Stage } from "./stage.ts";

/** A way to break the mesh. */
export interface FaultKind {
  readonly name: string;
  /** Why it cannot be done here; absent: it can. */
  missing?(stage: Stage): string | undefined;
  /** Breaks something under load, leaves it so for a while, and mends it; returns what was broken. The supervisor starts again what was killed. */
  inflict(stage: Stage, dice: Dice): Promise<string>;
}

const ALL = ["nats", ...NODES];

const signal = (stage: Stage, name: string, kind: NodeJS.Signals): void => {
  const pid = stage.process(name).pid();
  if (pid !== undefined) process.kill(pid, kind);
};

const kill: FaultKind = {
  name: "kill -9",
  inflict: async (stage, dice) => {
    const name = dice.pick(ALL);
    signal(stage, name, "SIGKILL");
    return name;
  },
};

const killTwo: FaultKind = {
  name: "kill -9 of two",
  inflict: async (stage, dice) => {
    const [first, second] = [dice.pick(ALL), dice.pick(ALL)];
    signal(stage, first, "SIGKILL");
    await pause(dice.below(500));
    if (second !== first) signal(stage, second, "SIGKILL");
    return [...new Set([first, second])].join(", ");
  },
};

const standStill: FaultKind = {
  name: "pause",
  inflict: async (stage, dice) => {
    const name = dice.pick(ALL);
    const ms = dice.between(200, 5_000);
    signal(stage, name, "SIGSTOP");
    await pause(ms);
    signal(stage, name, "SIGCONT");
    return `${name} for ${ms} ms`;
  },
};

const restartNats: FaultKind = {
  name: "nats-server restart",
  inflict: async (stage) => {
    await stage.process("nats").restart();
    return "nats";
  },
};

const partition: FaultKind = {
  name: "partition",
  inflict: async (stage, dice) => {
    const names = NODES.filter(() => dice.chance(0.4));
    const cut = names.length > 0 ? names : [dice.pick(NODES)];
    const how = dice.pick(["cut", "hold"] as const);
    const ms = dice.between(200, 4_000);
    for (const name of cut) stage.lines.get(name)?.[how]();
    await pause(ms);
    for (const name of cut) stage.lines.get(name)?.mend();
    return `${how} ${cut.join(", ")} for ${ms} ms`;
  },
};

const diskFull: FaultKind = {
  name: "disk full",
  missing: ({ disks }) => (disks.size > 0 ? undefined : "a small disk cannot be mounted here; it takes Linux and root"),
  inflict: async (stage, dice) => {
    const name = dice.pick(KEEPERS);
    const ms = dice.between(200, 2_500);
    stage.disks.get(name)?.fill();
    await pause(ms);
    stage.disks.get(name)?.free();
    return `${name} for ${ms} ms`;
  },
};

const clockJump: FaultKind = {
  name: "clock jump",
  inflict: async (stage, dice) => {
    const name = dice.pick(NODES);
    const jumpMs = dice.pick([-20_000, -5_000, 5_000, 20_000]);
    const ms = dice.between(200, 2_000);
    stage.shiftClock(name, jumpMs);
    await pause(ms);
    stage.shiftClock(name, 0);
    return `${name} by ${jumpMs} ms for ${ms} ms`;
  },
};

/** Every kind; runs take them in turn, so that each has its share. */
export const FAULT_KINDS: readonly FaultKind[] = [
  kill,
  standStill,
  partition,
  restartNats,
  diskFull,
  clockJump,
  killTwo,
];
