import { readConfig } from "../../kernel/config/read-config.ts";
import { startNode } from "../../kernel/node/start-node.ts";
import { identity } from "../../services/identity/identity.service.ts";
import { payments } from "../../services/payments/payments.service.ts";
import { supermarket } from "../../verticals/supermarket/supermarket.service.ts";
import type { Answers } from "../bench/messages.ts";
import { seedPayers, seedShelf } from "../bench/seed.ts";

const DEVICES_PER_PAYER = 5;

/** Writes the demo data, a full shelf and many payers with phones into the stores of a data folder; the phones. The platform starts on it afterwards. */
export const seedStores = async (dataDir: string, devices: number): Promise<Answers["seed payers"]> => {
  const config = readConfig({ PAYWINDOW_PORT: "0", PAYWINDOW_DATA: dataDir, PAYWINDOW_LOG_LEVEL: "error" });
  const node = await startNode({ modules: [identity, payments, supermarket], config });
  try {
    const hostOf = (name: string) => node.services.find((service) => service.name === name)!.host;
    await seedShelf(hostOf("supermarket"));
    const users = Math.ceil(devices / DEVICES_PER_PAYER);
    return await seedPayers(hostOf("payments"), { users, devicesPerUser: DEVICES_PER_PAYER, run: "load" });
  } finally {
    await node.stop();
  }
};
