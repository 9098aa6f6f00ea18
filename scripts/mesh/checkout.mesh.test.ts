/**
 * Goal: the mesh gives the same pages, doors and results as one process. Method: the cases of gateway/platform/checkout.int.test.ts on separate processes, once
 * per remote door between them.
 */
import { describe, expect, test } from "@jest/globals";
import { checkoutCases } from "../../gateway/platform/testing/checkout-cases.ts";
import { httpCaller } from "../../kernel/harness/http-client.ts";
import { SERVICES } from "./start-mesh.ts";
import { startTestMesh, type TestMesh } from "./testing/test-mesh.ts";

describe.each(["nats", "grpc"])("processes that call each other over %s", (door) => {
  let mesh: TestMesh;
  checkoutCases(async () => {
    mesh = await startTestMesh({ services: SERVICES, env: { PAYWINDOW_DOOR: door } });
    return mesh;
  });

  test("the pages and the routes' page are there, and every service is ready", async () => {
    const caller = httpCaller(mesh.address);
    for (const page of ["/", "/docs"]) expect([page, (await caller.get(page)).status]).toEqual([page, 200]);
    const ready = await caller.get("/readyz");
    const services = Object.fromEntries([...SERVICES, "outside"].map((name) => [name, true]));
    expect(ready.body).toEqual({ status: "ready", services });
  });
});
