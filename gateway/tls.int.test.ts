/** Both doors speak TLS where the configuration names a certificate, and nothing else then. Method: a certificate made by openssl, clients that trust only it. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestGateway, type TestGateway } from "./testing/test-gateway.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
if (!hasOpenssl) process.stderr.write("SKIPPED: gateway/tls.int.test.ts needs openssl on PATH\n");

const makeCertificate = (folder: string): { certFile: string; keyFile: string } => {
  const [certFile, keyFile] = [join(folder, "door.pem"), join(folder, "door.key")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  const subject = ["-subj", "/CN=door", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
  const command = ["req", "-x509", ...key, "-out", certFile, ...subject];
  execFileSync("openssl", command, { stdio: "ignore" });
  return { certFile, keyFile };
};

const statusOf = (address: string, options: RequestOptions): Promise<{ status?: number; hsts: unknown }> =>
  new Promise((resolve, reject) => {
    get(`${address}/healthz`, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode, hsts: response.headers["strict-transport-security"] });
    }).on("error", reject);
  });

(hasOpenssl ? describe : describe.skip)("with a certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), "paywindow-tls-"));
  let gateway: TestGateway;
  let ca: Buffer;
  beforeAll(async () => {
    const tls = makeCertificate(folder);
    ca = readFileSync(tls.certFile);
    gateway = await startTestGateway({ config: { tls } });
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("HTTP is https, and tells browsers to stay with it", async () => {
    expect(gateway.httpAddress).toMatch(/^https:/);
    expect(await statusOf(gateway.httpAddress, { ca, agent: false })).toEqual({
      status: 200,
      hsts: "max-age=31536000",
    });
  });

  test("plain http is not answered", async () => {
    await expect(fetch(`${gateway.httpAddress.replace("https", "http")}/healthz`)).rejects.toThrow();
  });

  test("gRPC is over TLS", async () => {
    const client = new Client(gateway.grpcAddress, credentials.createSsl(ca));
    const asIs = (bytes: Buffer) => bytes;
    const path = "/paywindow.identity.v1.IdentityService/ListDemoPersonas";
    const error = await new Promise((resolve) => {
      client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), new Metadata(), resolve);
    });
    client.close();
    expect(error).toBeNull();
  });
});
