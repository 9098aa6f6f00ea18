/**
 * Goal: replicas behave as one: what holds for one gateway and one payments node holds for two of each (P13, P14).
 * Method: two nodes of every service over one store per service, in this process, on a real nats-server, with two gateways in front; once per remote door.
 * Replicas as processes of their own need a store that processes may share: scripts/mesh/replicas.mesh.test.ts, with MONGODB_URI.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startMeshNodes } from "../../kernel/harness/mesh-nodes.ts";
import type { TestNode } from "../../kernel/harness/test-node.ts";
import { identity } from "../../services/identity/identity.service.ts";
import { verifyLedger } from "../../services/payments/ledger/verify-ledger.ts";
import { payments } from "../../services/payments/payments.service.ts";
import { supermarket } from "../../verticals/supermarket/supermarket.service.ts";
import { verifyStock } from "../../verticals/supermarket/verify-stock.ts";
import { type RunningGateway, startGateway } from "../start-gateway.ts";
import { openTill, readShelf, type Till } from "../testing/till.ts";

const modules = [identity, payments, supermarket];
const definitions = modules.map(({ definition }) => definition);
const CALLS = 50;

describe.each(["nats", "grpc"] as const)("two nodes of each service, calling over %s, behind two gateways", (door) => {
  let nodes: TestNode[];
  let gateways: RunningGateway[];
  let tills: Till[];

  beforeAll(async () => {
    const config = { httpPort: 0, grpcPort: 0, rateLimit: 0 };
    nodes = await startMeshNodes(2, { modules, door, demo: true, config });
    gateways = await Promise.all(nodes.map(({ node }) => startGateway({ node, config: node.config, definitions })));
    tills = await Promise.all(gateways.map(({ httpAddress }) => openTill(httpAddress, "till-1")));
  }, 60_000);
  afterAll(async () => {
    for (const gateway of gateways ?? []) await gateway.stop();
    await nodes?.[0]?.stop();
  });

  test(`P13, P14: ${CALLS} concurrent CheckOutBasket with one key: one charge, ${CALLS} equal answers`, async () => {
    const [till] = tills as [Till];
    const item = (await readShelf(till.cashier)).find(({ available }) => available > 1_000)!;
    const sale = till.newSale();
    await till.put(sale, [{ barcode: item.barcode, quantity: 1 }]);
    sale.paymentCode = await till.code();
    const money = await till.balance();
    const calls = Array.from({ length: CALLS }, (_, index) => tills[index % tills.length]!.checkOut(sale));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await till.balance()).toBe(money - item.priceFen);
    await nodes[0]!.drain();
    expect((await verifyLedger(nodes[0]!.store("payments"))).mismatches).toEqual([]);
    expect((await verifyStock(nodes[0]!.store("supermarket"))).mismatches).toEqual([]);
  });

  test("both nodes of each service take their share of the calls", async () => {
    for (const { name, host } of nodes[0]!.node.services) {
      const calls = await host.metrics.registry.getSingleMetric("paywindow_rpc_requests_total")?.get();
      const answered = calls?.values.reduce((total, { value }) => total + value, 0) ?? 0;
      expect([name, answered > 0]).toEqual([name, true]);
    }
    expect(nodes[0]!.node.services).toHaveLength(2 * modules.length);
  });
});
