/**
 * Goal: a service may run as several processes over one store (P13, P14). Method: two processes each of payments and supermarket over MongoDB; the embedded
 * store has one owner, so without MONGODB_URI this is skipped, and gateway/platform/replicas.mesh.test.ts stands in for it with nodes of one process.
 */
import { expect, test } from "@jest/globals";
import { openTill, readShelf } from "../../gateway/testing/till.ts";
import { startTestMesh } from "./testing/test-mesh.ts";

const MONGODB_URI = process.env["MONGODB_URI"];
const onMongodb = MONGODB_URI ? test : test.skip;
const CALLS = 50;

onMongodb(
  `P13, P14: ${CALLS} concurrent CheckOutBasket with one key over two processes of each service, on MongoDB: one charge, ${CALLS} equal answers`,
  async () => {
    const mesh = await startTestMesh({ env: { MONGODB_URI }, twice: ["payments", "supermarket"] });
    try {
      const till = await openTill(mesh.address, "till-1");
      const item = (await readShelf(till.cashier)).find(({ available }) => available > 1_000)!;
      const sale = till.newSale();
      await till.put(sale, [{ barcode: item.barcode, quantity: 1 }]);
      sale.paymentCode = await till.code();
      const money = await till.balance();
      const answers = await Promise.all(Array.from({ length: CALLS }, () => till.checkOut(sale)));
      expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(200);
      expect(await till.balance()).toBe(money - item.priceFen);
    } finally {
      await mesh.remove();
    }
  },
  120_000,
);
