/**
 * Goal: one trace covers a payment from the page to the last consumer: page request → gateway → actions → ledger commit → event consumer.
 * Method: the real services and gateway in this process, spans kept in memory, one checkout that comes with a page's traceparent.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { startTestNode, type TestNode } from "../../kernel/harness/test-node.ts";
import { startTracing, type Tracing } from "../../kernel/telemetry/tracing.ts";
import { identity } from "../../services/identity/identity.service.ts";
import { payments } from "../../services/payments/payments.service.ts";
import { supermarket } from "../../verticals/supermarket/supermarket.service.ts";
import { type RunningGateway, startGateway } from "../start-gateway.ts";
import { openTill, readShelf } from "../testing/till.ts";

const modules = [identity, payments, supermarket];
const exporter = new InMemorySpanExporter();
let tracing: Tracing;
let house: TestNode;
let gateway: RunningGateway;

beforeAll(async () => {
  tracing = await startTracing({ service: "test", exporter });
  house = await startTestNode({ modules, demo: true, config: { httpPort: 0, grpcPort: 0 } });
  const definitions = modules.map(({ definition }) => definition);
  gateway = await startGateway({ node: house.node, config: house.node.config, definitions });
});
afterAll(async () => {
  await gateway.stop();
  await house.stop();
  await tracing.stop();
});

/** From the span up to the root, by name. */
const pathOf = (span: ReadableSpan, spans: readonly ReadableSpan[]): string[] => {
  const parent = spans.find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId);
  return [...(parent ? pathOf(parent, spans) : []), span.name];
};

test("P29: page → gateway → actions → ledger commit → outbox → consumer is one trace, and it shows nothing secret", async () => {
  const till = await openTill(gateway.httpAddress, "till-1");
  const [item] = await readShelf(till.cashier);
  const sale = till.newSale();
  await till.put(sale, [{ barcode: item!.barcode, quantity: 1 }]);
  sale.paymentCode = await till.code();
  exporter.reset();

  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const page = await till.cashier.post(
    "/v1/supermarket/check-out-basket",
    { basketId: sale.basketId, paymentCode: sale.paymentCode },
    { "idempotency-key": sale.key, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  );
  expect([page.status, page.headers.get("traceresponse")?.slice(3, 35)]).toEqual([200, traceId]);
  await house.drain();

  const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  const paths = spans.map((span) => pathOf(span, spans).join(" > "));
  const route = "POST /v1/supermarket/check-out-basket";
  const pay = `${route} > supermarket.checkOutBasket > payments.payTrade`;
  expect(paths.some((path) => path.startsWith(`${pay} > `) && /ledger/i.test(path))).toBe(true);
  expect(paths.some((path) => path.startsWith(`${pay} > `) && /outbox/.test(path))).toBe(true);
  expect(paths.some((path) => path.startsWith(pay) && /payments\.trade\.paid → supermarket\./.test(path))).toBe(true);
  const everything = JSON.stringify(
    spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  for (const secret of [sale.paymentCode, "paywindow-demo", "李"]) expect(everything).not.toContain(secret);
});
