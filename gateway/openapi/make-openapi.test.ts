/** The document says what the doors do. Method: its structure against OpenAPI 3.1's rules, and its routes against the contracts'. */
import { expect, test } from "@jest/globals";
import { needsIdempotencyKey } from "../../kernel/contract/contract.ts";
import { defineReasons } from "../../kernel/errors/reason.ts";
import { accessTable } from "../access/access-table.ts";
import { readContracts } from "../contract/read-contracts.ts";
import { allDefinitions } from "../testing/stub-node.ts";
import { examplesAt } from "./examples.ts";
import { makeOpenApi } from "./make-openapi.ts";
import { rulesCitedIn } from "./read-rules.ts";

const contracts = readContracts(allDefinitions);
/** What somebody may call at these doors. */
const routes = contracts.routes.filter(({ action }) => accessTable[action]?.length !== 0);
const NOW = new Date("2030-01-31T00:30:00Z");
const examples = examplesAt(NOW);
// biome-ignore lint/suspicious/noExplicitAny: a JSON document, walked freely
const openapi: any = JSON.parse(
  JSON.stringify(makeOpenApi(contracts, { rowOf: (action) => accessTable[action] ?? [], examples })),
);

// biome-ignore lint/suspicious/noExplicitAny: as above
function* nodesOf(value: any): Generator<any> {
  if (value === null || typeof value !== "object") return;
  yield value;
  for (const inner of Object.values(value)) yield* nodesOf(inner);
}

test("it has the parts that OpenAPI 3.1 asks for", () => {
  expect(openapi).toMatchObject({ openapi: "3.1.0", info: { title: "paywindow", version: "v1" } });
  for (const [path, item] of Object.entries(openapi.paths)) {
    expect(path).toMatch(/^\//);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    for (const [method, operation] of Object.entries<any>(item as object)) {
      expect(["get", "post", "put", "patch", "delete"]).toContain(method);
      expect(operation.responses["200"].description).toBeTruthy();
      expect(operation.summary).toBeTruthy();
      for (const parameter of operation.parameters ?? [])
        expect(parameter).toMatchObject({ name: expect.any(String), schema: {} });
    }
  }
});

test("operation ids are unique, and every tag is told of", () => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const operations: any[] = Object.values<object>(openapi.paths).flatMap((item) => Object.values(item));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = openapi.tags.map(({ name }: { name: string }) => name);
  expect(new Set(operations.flatMap((operation) => operation.tags))).toEqual(new Set(tags));
});

test("every reference leads somewhere", () => {
  for (const { $ref } of nodesOf(openapi)) {
    if (typeof $ref !== "string") continue;
    const target = $ref
      .slice(2)
      .split("/")
      .reduce((node, name) => node?.[name], openapi);
    expect([$ref, typeof target]).toEqual([$ref, "object"]);
  }
});

test("every rpc is there with its comment, its messages, its key and its caller", () => {
  for (const { action, path, httpMethod, method } of routes) {
    const operation = openapi.paths[path][httpMethod.toLowerCase()];
    expect(operation.operationId).toBe(action);
    expect(operation.description.length).toBeGreaterThan(10);
    const headers = operation.parameters
      .filter((one: { in: string }) => one.in === "header")
      .map((one: { name: string }) => one.name);
    expect(headers.includes("Idempotency-Key")).toBe(needsIdempotencyKey(method));
    expect(operation.requestBody !== undefined).toBe(httpMethod === "POST");
    expect(operation["x-paywindow-access"].length).toBeGreaterThan(0);
  }
});

test("what is for services alone is not told of", () => {
  expect(accessTable["identity.getApp"]).toEqual([]);
  expect(openapi.paths["/v1/identity/get-app"]).toBeUndefined();
});

test("a route, whole", () => {
  expect(openapi.paths["/v1/payments/pay-trade"].post).toMatchObject({
    summary: "Pays by payment code in one call; creates the trade where CreateTrade has not",
    requestBody: {
      content: { "application/json": { schema: { $ref: "#/components/schemas/payments.PayTradeRequest" } } },
    },
    "x-paywindow-reasons": expect.arrayContaining(["PAYMENT_CODE_FOREIGN", "BALANCE_INSUFFICIENT"]),
    "x-paywindow-access": [
      {
        zh: "收银员或店长；merchantId 须是本商户，storeId 须是本人所属门店",
        en: "a cashier or a manager; merchantId must be their own merchant, storeId must be a store where they work",
      },
      {
        zh: "商户的应用（签名调用）；merchantId 须是本商户",
        en: "a merchant's program, by signed calls; merchantId must be their own merchant",
      },
    ],
  });
  expect(openapi.components.schemas["payments.Trade"].properties).toMatchObject({
    tradeId: { type: "string", description: "trd_…, ours." },
    state: { $ref: "#/components/schemas/payments.TradeState", description: "Where the trade stands." },
    payTime: { type: "string", format: "date-time" },
  });
  expect(openapi.components.schemas["common.Money"].properties.minorUnits).toMatchObject({
    type: "string",
    format: "int64",
  });
});

test("a rule that a comment cites, alone or within a range, is told in the words of docs/capabilities.md", () => {
  const rules = openapi["x-paywindow-rules"];
  expect(rules.P10).toMatch(/^A payment code is single use/);
  expect(rules.V8).toMatch(/^Price-drop reminder/);
  expect(Object.keys(rules)).toEqual(expect.arrayContaining(["P7", "P17", "P29", "V3"]));
  expect(rules.P20).toContain("(kept | pro rata | full)");
  expect(rules.P40).toBeUndefined();
  expect(() => rulesCitedIn("as P999 has it")).toThrow("P999");
});

test("reasons: those that an rpc borrows are its own too, and the known ones have a status and words", () => {
  const reasonsOf = (path: string) => openapi.paths[path].post["x-paywindow-reasons"];
  const ofPayTrade = reasonsOf("/v1/payments/pay-trade");
  expect(reasonsOf("/v1/payments/authorize-trade")).toEqual(ofPayTrade);
  expect(reasonsOf("/v1/supermarket/check-out-basket")).toEqual(
    expect.arrayContaining(["STOCK_INSUFFICIENT", ...ofPayTrade]),
  );
  expect(openapi["x-paywindow-reasons"].REQUEST_INVALID).toEqual({
    ...{ domain: "common.paywindow", status: 400, retryable: false },
    ...{ zh: "请求有误", en: "The request is not valid." },
  });
  const told = defineReasons("shop", { SOLD_OUT: { code: "ABORTED", retryable: true, zh: "售罄", en: "Sold out." } });
  const document = makeOpenApi(contracts, { rowOf: () => [], reasons: [told] });
  expect(document["x-paywindow-reasons"]["SOLD_OUT"]).toMatchObject({ status: 409, domain: "shop.paywindow" });
});

test("every rpc that takes fields has an example, and no example is of an rpc that is not there", () => {
  const takers = routes.filter(({ descriptor }) => descriptor.input.fields.length > 0);
  expect(Object.keys(examples).sort()).toEqual(takers.map(({ action }) => action).sort());
  const putBasket = openapi.paths["/v1/supermarket/put-basket"].post;
  expect(putBasket.requestBody.content["application/json"].example.lines).toEqual([
    { barcode: "6902856001016", quantity: 2 },
  ]);
  // A sale made offline is taken for a day: its example is of an hour ago, whenever it is read.
  const offlineSale = openapi.paths["/v1/supermarket/upload-offline-sale"].post.requestBody;
  expect(offlineSale.content["application/json"].example.soldTime).toBe("2030-01-30T23:30:00.000Z");
  const [first] = openapi.paths["/v1/supermarket/find-item"].get.parameters;
  expect([first.name, first.example]).toEqual(["storeId", "str_demomarket1"]);
});
