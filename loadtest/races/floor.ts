import { join } from "node:path";
import { readConfig } from "../../kernel/config/read-config.ts";
import type { Client, ServiceDefinition } from "../../kernel/contract/contract.ts";
import { defineService } from "../../kernel/node/service-module.ts";
import { startNode } from "../../kernel/node/start-node.ts";
import { createLogger } from "../../kernel/telemetry/logger.ts";
import { systemClock } from "../../kernel/time/clock.ts";
import { openRawStore } from "../bench/floor.ts";
import { mayLose, type Race } from "./race.ts";

/** Whose door it is, and what a winner there writes. */
export interface FloorOf<Definition extends ServiceDefinition> {
  readonly definition: Definition;
  /** The rpc that the crowd calls. */
  readonly rpc: keyof Client<Definition> & string;
  readonly request: object;
  readonly answer: object;
  /** What those who lose are told. */
  readonly lost: () => Error & { reason: string };
  /** How many ask, and how many of them win. */
  readonly crowd: number;
  readonly winners: number;
  /** Rows that a winner writes, by transaction. */
  readonly rows: readonly number[];
}

const log = createLogger({ level: "silent", nodeId: "floor" });

type FloorClient = Record<string, (request: object, options: object) => Promise<unknown>>;

/** A node that answers one rpc of the contract, and that by hand. */
const startNodeOf = async <Definition extends ServiceDefinition>(
  dataDir: string,
  { definition, rpc }: FloorOf<Definition>,
  answer: () => Promise<object>,
) => {
  const notHere = async (): Promise<never> => {
    throw new Error(`the floor answers ${rpc} only`);
  };
  const others = Object.fromEntries(Object.keys(definition.methods).map((name) => [name, notHere]));
  const handlers = { ...others, [rpc]: answer } as never;
  const environment = { PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: dataDir };
  const modules = [defineService(definition, async () => ({ handlers }))];
  const node = await startNode({ modules, config: readConfig(environment), clock: systemClock, log });
  return { node, client: node.client(definition) as FloorClient };
};

/**
 * The floor of a race: the same contract behind the same door (the typed client in process), answered by a handler that knows nothing. It makes a winner's commits
 * by hand, row for row, as prepared statements on node:sqlite with the store's settings and group commit, and turns everybody else away. Without rows it is the
 * door alone.
 */
export const startFloor = async <Definition extends ServiceDefinition>(
  dataDir: string,
  name: string,
  of: FloorOf<Definition>,
): Promise<Race> => {
  const { winners, crowd, rows, rpc, request } = of;
  const raw = openRawStore(join(dataDir, name), "floor");
  let left = 0;
  const { node, client } = await startNodeOf(join(dataDir, `${name}-node`), of, async () => {
    if (left-- <= 0) throw of.lost();
    for (const count of rows) await raw.commit(count, true);
    return of.answer;
  });
  const ask = (index: number) => () => {
    const options = { caller: { kind: "user", id: `usr_crowd${index}` }, idempotencyKey: `floor-${name}-${index}` };
    return mayLose(client[rpc]?.(request, options) ?? Promise.reject(new Error(`no ${rpc}`)), of.lost().reason);
  };
  return {
    ...{ name, winners },
    lineUp: async () => {
      left = winners;
      return Array.from({ length: crowd }, (_, index) => ask(index));
    },
    check: async () => [],
    stop: async () => {
      await node.stop();
      raw.close();
    },
  };
};
