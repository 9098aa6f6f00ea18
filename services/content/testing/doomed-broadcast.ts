import { setImmediate as breathe } from "node:timers/promises";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { readConfig } from "../../../kernel/config/read-config.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { openStore, type Store } from "../../../kernel/store/open-store.ts";
import { createLogger } from "../../../kernel/telemetry/logger.ts";
import { systemClock } from "../../../kernel/time/clock.ts";
import { ContentServiceDefinition } from "../../../proto/gen/paywindow/content/v1/content.ts";
import { content } from "../content.service.ts";
import { addFollowers } from "./add-followers.ts";

/** What a test asks of a process that it kills while a broadcast is on its way: `node doomed-broadcast.ts '<json>'`. */
export interface DoomedBroadcast {
  readonly dataDir: string;
  /** Followers to make, and to send to; 0: go on with what the last life left. */
  readonly followers: number;
  /** How many have the broadcast when the process kills itself, in the middle of whatever it is doing. */
  readonly dieAt: number;
}

const MERCHANT = "mer_demomarket";
const manager: Caller = { kind: "staff", id: "stf_demomanager1", tenantId: MERCHANT, roles: ["manager"] };

/** Content over a data folder, its job running by the machine's clock; with its store, to look into. */
export const startContentNode = async (dataDir: string) => {
  const config = {
    ...readConfig({ PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: dataDir }),
    demo: true,
  };
  const log = createLogger({ level: "silent", nodeId: "doomed" });
  const stores: Store[] = [];
  const open = async (name: string): Promise<Store> => {
    const store = await openStore({ name, dataDir });
    stores.push(store);
    return store;
  };
  const node = await startNode({ modules: [content], config, clock: systemClock, log, openStore: open });
  const desk = node.client(ContentServiceDefinition);
  return {
    node,
    store: stores[0] as Store,
    /** Sends a broadcast; its id. */
    send: async (): Promise<string> => {
      const text = { zh: "周末特惠", en: "Weekend offers" };
      const request = { merchantId: MERCHANT, title: text, body: text, link: "" };
      return (await desk.sendBroadcast(request, { caller: manager, idempotencyKey: "broadcast-1" })).broadcastId;
    },
    /** The merchant's latest broadcast. */
    latest: async () => {
      const request = { merchantId: MERCHANT, pageSize: 1, pageToken: "" };
      return (await desk.listBroadcasts(request, { caller: manager })).broadcasts[0];
    },
  };
};

/** Delivers, and ends as by `kill -9` as soon as it sees that so many have it: the next batch is half written then. */
const run = async ({ dataDir, followers, dieAt }: DoomedBroadcast): Promise<void> => {
  const { store, send, latest } = await startContentNode(dataDir);
  if (followers > 0) {
    await addFollowers(store, followers);
    await send();
  }
  while (((await latest())?.sentCount ?? 0) < dieAt) await breathe();
  process.kill(process.pid, "SIGKILL");
};

if (process.argv[1] === import.meta.filename) await run(JSON.parse(process.argv[2] ?? "{}"));
