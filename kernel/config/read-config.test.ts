/** Goal: settings are read once, with their defaults, and a wrong one is refused by name. Method: tables over environments. */
import { describe, expect, test } from "@jest/globals";
import { ConfigError, readConfig } from "./read-config.ts";

describe("readConfig", () => {
  test("has a default for everything", () =>
    expect(readConfig({})).toEqual({
      services: "all",
      host: "127.0.0.1",
      httpPort: 8080,
      grpcPort: 8081,
      nodeGrpcPort: 0,
      dataDir: ".data",
      outsidePort: 8083,
      outsideUrl: undefined,
      noticeUrl: "http://127.0.0.1:8080",
      outsideKeysDir: ".data/outside",
      mongodbUri: undefined,
      natsUrl: undefined,
      door: "nats",
      meshSecret: undefined,
      tls: undefined,
      mllp: { port: 8084, storeId: "str_demohospital1", peers: ["127.0.0.1", "::1"] },
      sealCipher: "aes",
      demo: true,
      logLevel: "warn",
      otlpEndpoint: undefined,
      rateLimit: 200,
      fresh: false,
      demoDay: false,
    }));

  test("the gRPC port stands beside the HTTP port", () => {
    expect(readConfig({ PAYWINDOW_PORT: "9000" }).grpcPort).toBe(9001);
    expect(readConfig({ PAYWINDOW_PORT: "65535" }).grpcPort).toBe(65534);
    expect(readConfig({ PAYWINDOW_PORT: "0" }).grpcPort).toBe(0);
  });

  test("the outside parties' port stands beside it too, and their keys in the data folder", () => {
    expect(readConfig({ PAYWINDOW_PORT: "9000" }).outsidePort).toBe(9003);
    expect(readConfig({ PAYWINDOW_PORT: "65534" }).outsidePort).toBe(65531);
    expect(readConfig({ PAYWINDOW_PORT: "0" }).outsidePort).toBe(0);
    expect(readConfig({ PAYWINDOW_DATA: "/var/lib/p" }).outsideKeysDir).toBe("/var/lib/p/outside");
  });

  test("notices come to the HTTP door, unless somebody says where it is reached, or nobody could know", () => {
    expect(readConfig({ PAYWINDOW_PORT: "9000", PAYWINDOW_HOST: "0.0.0.0" }).noticeUrl).toBe("http://127.0.0.1:9000");
    expect(readConfig({ PAYWINDOW_PORT: "9000", PAYWINDOW_HOST: "::1" }).noticeUrl).toBe("http://[::1]:9000");
    expect(readConfig({ PAYWINDOW_NOTICE_URL: "https://pay.example/" }).noticeUrl).toBe("https://pay.example");
    expect(readConfig({ PAYWINDOW_PORT: "0" }).noticeUrl).toBeUndefined();
    expect(readConfig({ PAYWINDOW_DEMO: "off" }).noticeUrl).toBeUndefined();
    expect(readConfig({ PAYWINDOW_TLS_CERT: "a.pem", PAYWINDOW_TLS_KEY: "b.pem" }).noticeUrl).toBeUndefined();
  });

  test("services are named with commas", () =>
    expect(readConfig({ SERVICES: "payments, gateway" }).services).toEqual(["payments", "gateway"]));

  test("--fresh and --demo are the arguments", () =>
    expect(readConfig({}, ["--fresh", "--demo"])).toMatchObject({ fresh: true, demoDay: true }));

  test.each([
    [{ PAYWINDOW_PORT: "http" }, "PAYWINDOW_PORT=http"],
    [{ PAYWINDOW_PORT: "65536" }, "PAYWINDOW_PORT=65536"],
    [{ PAYWINDOW_PORT: "80.5" }, "PAYWINDOW_PORT=80.5"],
    [{ PAYWINDOW_DEMO: "yes" }, "PAYWINDOW_DEMO=yes"],
    [{ PAYWINDOW_DOOR: "http" }, "PAYWINDOW_DOOR=http"],
    [{ PAYWINDOW_RATE_LIMIT: "-1" }, "PAYWINDOW_RATE_LIMIT=-1"],
    [{ PAYWINDOW_TLS_CERT: "a.pem" }, "PAYWINDOW_TLS_KEY"],
    [{ PAYWINDOW_DOOR: "grpc" }, "PAYWINDOW_MESH_SECRET"],
    [{ PAYWINDOW_DOOR: "grpc", PAYWINDOW_MESH_SECRET: "short" }, "PAYWINDOW_MESH_SECRET"],
    [{ PAYWINDOW_MESH_SECRET: "sixteen letters and spaces" }, "PAYWINDOW_MESH_SECRET"],
    [{ PAYWINDOW_OUTSIDE_PORT: "no" }, "PAYWINDOW_OUTSIDE_PORT=no"],
    [{ PAYWINDOW_OUTSIDE_URL: "outside:8083" }, "PAYWINDOW_OUTSIDE_URL"],
    [{ PAYWINDOW_NOTICE_URL: "pay.example" }, "PAYWINDOW_NOTICE_URL"],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, "OTEL_EXPORTER_OTLP_ENDPOINT"],
  ])("%p is refused by name", (env, named) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(named);
  });

  test("an unknown argument is refused by name", () => expect(() => readConfig({}, ["--frsh"])).toThrow("--frsh"));
});
