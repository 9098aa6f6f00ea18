/** The goal: only a node with the mesh's secret may say for whom it calls. The method: metadata as they would arrive. */

import { Metadata } from "@grpc/grpc-js";
import { describe, expect, test } from "@jest/globals";
import { anonymous, type Caller } from "../auth/caller.ts";
import { checkSecret, nodeAuthentication, showCaller } from "./node-authentication.ts";

const PEER = "127.0.0.1:50000";
const SECRET = "a-secret-of-this-mesh";
const cashier: Caller = {
  kind: "staff",
  id: "stf_demo1",
  tenantId: "mer_demo1",
  siteIds: ["str_demo1"],
  roles: ["cashier"],
};

const shown = (secret: string, caller: Caller): Metadata => {
  const metadata = new Metadata();
  showCaller(metadata, secret, caller);
  return metadata;
};

const withCallerText = (text: string): Metadata => {
  const metadata = shown(SECRET, cashier);
  metadata.set("x-paywindow-caller", Buffer.from(text).toString("base64"));
  return metadata;
};

describe("a node's authentication", () => {
  const authenticate = nodeAuthentication(SECRET);

  test("believes a peer that shows the secret", async () => {
    expect(await authenticate(shown(SECRET, cashier), "payments.payTrade", PEER)).toEqual(cashier);
  });

  test("a peer that names no caller calls as nobody", async () => {
    const metadata = shown(SECRET, cashier);
    metadata.remove("x-paywindow-caller");
    expect(await authenticate(metadata, "payments.payTrade", PEER)).toEqual(anonymous);
  });

  test.each([
    ["no metadata", new Metadata()],
    ["another secret", shown("another-secret-xxxxxx", cashier)],
    ["the secret's beginning", shown(SECRET.slice(0, -1), cashier)],
    ["the secret and more", shown(`${SECRET}x`, cashier)],
    ["a caller that is no JSON", withCallerText("{")],
    ["a caller of an unknown kind", withCallerText('{"kind":"root","id":"x"}')],
    ["a caller without id", withCallerText('{"kind":"user"}')],
    ["roles that are no list", withCallerText('{"kind":"staff","id":"x","roles":"manager"}')],
    ["null", withCallerText("null")],
  ])("refuses %s as CALLER_UNKNOWN", async (_, metadata) => {
    await expect(authenticate(metadata, "payments.payTrade", PEER)).rejects.toMatchObject({ reason: "CALLER_UNKNOWN" });
  });

  test("without a secret of its own a node believes nobody", async () => {
    await expect(nodeAuthentication(undefined)(shown(SECRET, cashier), "", PEER)).rejects.toMatchObject({
      reason: "CALLER_UNKNOWN",
    });
  });

  test.each(["", "short", "with spaces in between", "密钥密钥密钥密钥密钥密钥密钥密钥"])(
    "%p cannot serve as a secret, and the error names the setting but not the secret",
    (secret) => {
      expect(() => checkSecret(secret)).toThrow(/PAYWINDOW_MESH_SECRET must be at least 16/);
    },
  );
});
