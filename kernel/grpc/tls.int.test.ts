/** The goal: nodes speak only with nodes that their authority has signed. The method: certificates made by openssl, and the door against a real server. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { SupermarketServiceDefinition } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { createGrpcDoor } from "./client.ts";
import { friendly, MESH_SECRET, startTestServer } from "./testing.ts";
import type { TlsFiles } from "./tls.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
if (!hasOpenssl) process.stderr.write("SKIPPED: kernel/grpc/tls.int.test.ts needs openssl on PATH\n");

let folder: string;
const cleanups: (() => unknown)[] = [];

const openssl = (...args: string[]) =>
  execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
const keyArgs = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

const makeAuthority = (name: string): void => {
  openssl(
    "req",
    "-x509",
    ...keyArgs,
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.pem`,
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
  );
};

/** A certificate for 127.0.0.1 that the authority has signed. */
const makeNode = (name: string, authority: string): void => {
  openssl("req", ...keyArgs, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
  writeFileSync(join(folder, `${name}.ext`), "subjectAltName=IP:127.0.0.1\n");
  const signing = [
    "-CA",
    `${authority}.pem`,
    "-CAkey",
    `${authority}.key`,
    "-CAcreateserial",
    "-extfile",
    `${name}.ext`,
  ];
  openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, "-days", "2", ...signing);
};

const filesOf = (name: string, authority?: string): TlsFiles => ({
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
  ...(authority ? { caFile: join(folder, `${authority}.pem`) } : {}),
});

beforeAll(() => {
  if (!hasOpenssl) return;
  folder = mkdtempSync(join(tmpdir(), "paywindow-tls-"));
  makeAuthority("mesh");
  makeAuthority("stranger");
  makeNode("node", "mesh");
  makeNode("outsider", "stranger");
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(() => {
  if (hasOpenssl) rmSync(folder, { recursive: true, force: true });
});

const call = async (address: string, tls: TlsFiles | undefined): Promise<unknown> => {
  const door = createGrpcDoor({ meshSecret: MESH_SECRET, tls });
  cleanups.push(door.close);
  return door.call(address, SupermarketServiceDefinition, "findItem", { storeId: "str_1", barcode: "69" }, {});
};

(hasOpenssl ? describe : describe.skip)("TLS", () => {
  const start = async (tls: TlsFiles) => {
    const started = await startTestServer(friendly, { tls });
    cleanups.push(() => started.server.close(0));
    return started;
  };

  test("a node calls a node of its own mesh", async () => {
    const { address } = await start(filesOf("node", "mesh"));
    expect(await call(address, filesOf("node", "mesh"))).toMatchObject({ itemId: "itm_1" });
  });

  test("a server without an authority serves clients without certificates, encrypted", async () => {
    const { address } = await start(filesOf("node"));
    expect(await call(address, filesOf("outsider", "mesh"))).toMatchObject({ itemId: "itm_1" });
  });

  test.each([
    ["a client of another authority", () => filesOf("outsider", "mesh")],
    ["a client that trusts another authority", () => filesOf("node", "stranger")],
    ["a client in plain text", () => undefined],
  ])("%s is not let in", async (_, tls) => {
    const { address, received } = await start(filesOf("node", "mesh"));
    await expect(call(address, tls())).rejects.toMatchObject({ reason: "SERVICE_UNAVAILABLE" });
    expect(received).toEqual([]);
    expect(await call(address, filesOf("node", "mesh"))).toMatchObject({ itemId: "itm_1" });
  });

  test("a file that is not there is named at the start", async () => {
    await expect(start({ ...filesOf("node"), keyFile: join(folder, "missing.key") })).rejects.toThrow("missing.key");
  });
});
