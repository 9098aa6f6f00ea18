import { isIP } from "node:net";
import { join } from "node:path";
import type { Config } from "./config.ts";

/** A setting that cannot be used: says which and why. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

const text = (env: Environment, name: string): string | undefined => env[name]?.trim() || undefined;

const integer = (env: Environment, name: string, fallback: number, min: number, max: number): number => {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max)
    throw new ConfigError(`${name}=${value}: an integer from ${min} to ${max} is needed`);
  return number;
};

const oneOf = <Value extends string>(
  env: Environment,
  name: string,
  fallback: Value,
  values: readonly Value[],
): Value => {
  const value = text(env, name);
  if (value === undefined) return fallback;
  if (!values.includes(value as Value))
    throw new ConfigError(`${name}=${value}: one of ${values.join(", ")} is needed`);
  return value as Value;
};

const port = (env: Environment, name: string, fallback: number): number => integer(env, name, fallback, 0, 65_535);

const services = (env: Environment): Config["services"] => {
  const value = text(env, "SERVICES");
  if (value === undefined) return "all";
  return value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
};

const tls = (env: Environment): Config["tls"] => {
  const certFile = text(env, "PAYWINDOW_TLS_CERT");
  const keyFile = text(env, "PAYWINDOW_TLS_KEY");
  if (!certFile && !keyFile) return undefined;
  if (!certFile || !keyFile) throw new ConfigError("PAYWINDOW_TLS_CERT and PAYWINDOW_TLS_KEY are needed together");
  return { certFile, keyFile, caFile: text(env, "PAYWINDOW_TLS_CA") };
};

/** The text of a setting that must be an address of one of these schemes. The value is not repeated: it may hold a password. */
const address = (env: Environment, name: string, schemes: readonly string[]): string | undefined => {
  const value = text(env, name);
  if (value === undefined) return undefined;
  if (schemes.some((scheme) => value.startsWith(`${scheme}://`)) && URL.canParse(value)) return value;
  throw new ConfigError(`${name}: an address such as ${schemes[0]}://host is needed`);
};

const secretKey = (env: Environment): Uint8Array | undefined => {
  const value = text(env, "PAYWINDOW_SECRET_KEY");
  if (value === undefined) return undefined;
  const key = Buffer.from(value, "base64");
  if (key.length !== 32) throw new ConfigError("PAYWINDOW_SECRET_KEY: 32 bytes in base64 are needed");
  return key;
};

/** The gRPC door is for those who know the mesh's secret, so it needs one. */
const door = (env: Environment): Pick<Config, "door" | "meshSecret"> => {
  const kind = oneOf(env, "PAYWINDOW_DOOR", "nats", ["nats", "grpc"]);
  const meshSecret = text(env, "PAYWINDOW_MESH_SECRET");
  const isNeeded = meshSecret !== undefined || kind === "grpc";
  if (isNeeded && !/^[\x21-\x7e]{16,}$/.test(meshSecret ?? ""))
    throw new ConfigError("PAYWINDOW_MESH_SECRET: at least 16 printable ASCII characters without spaces are needed");
  return { door: kind, meshSecret };
};

/** Port 0 lets the system choose; gRPC then gets one of its own as well. */
const grpcPortBeside = (httpPort: number): number => (httpPort === 0 ? 0 : httpPort === 65_535 ? 65_534 : httpPort + 1);

/** The outside parties' port, beside the doors' own; 0 stays 0. */
const outsidePortBeside = (httpPort: number): number =>
  httpPort === 0 ? 0 : httpPort + 3 > 65_535 ? httpPort - 3 : httpPort + 3;

const isDemo = (env: Environment): boolean => oneOf(env, "PAYWINDOW_DEMO", "on", ["on", "off"]) === "on";

/** The HTTP door as the outside parties of the demonstration reach it; not where its port is chosen later, or its certificate is for another name. */
const ownDoor = (env: Environment, httpPort: number): string | undefined => {
  if (!isDemo(env) || httpPort === 0 || tls(env)) return undefined;
  const host = text(env, "PAYWINDOW_HOST") ?? "127.0.0.1";
  if (host === "0.0.0.0") return `http://127.0.0.1:${httpPort}`;
  return `http://${host.includes(":") ? `[${host === "::" ? "::1" : host}]` : host}:${httpPort}`;
};

const outside = (env: Environment, httpPort: number, dataDir: string) => ({
  outsidePort: port(env, "PAYWINDOW_OUTSIDE_PORT", outsidePortBeside(httpPort)),
  outsideUrl: address(env, "PAYWINDOW_OUTSIDE_URL", ["http", "https"]),
  outsideKeysDir: text(env, "PAYWINDOW_OUTSIDE_KEYS") ?? join(dataDir, "outside"),
  noticeUrl: (address(env, "PAYWINDOW_NOTICE_URL", ["http", "https"]) ?? ownDoor(env, httpPort))?.replace(/\/+$/, ""),
});

const list = (env: Environment, name: string): string[] =>
  (text(env, name) ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

const OWN_ADDRESSES = ["127.0.0.1", "::1"];

/** The port beside the doors' own for what laboratories send; 0 stays 0. */
const mllpPortBeside = (httpPort: number): number =>
  httpPort === 0 ? 0 : httpPort + 4 > 65_535 ? httpPort - 4 : httpPort + 4;

const mllp = (env: Environment, httpPort: number): Config["mllp"] => {
  const storeId = text(env, "PAYWINDOW_MLLP_STORE") ?? (isDemo(env) ? "str_demohospital1" : undefined);
  if (!storeId) {
    if (text(env, "PAYWINDOW_MLLP_PORT"))
      throw new ConfigError("PAYWINDOW_MLLP_STORE: the store whose laboratories send to PAYWINDOW_MLLP_PORT is needed");
    return undefined;
  }
  const named = list(env, "PAYWINDOW_MLLP_PEERS");
  const wrong = named.find((peer) => isIP(peer) === 0);
  if (wrong !== undefined) throw new ConfigError(`PAYWINDOW_MLLP_PEERS: ${wrong} is no IP address`);
  const peers = named.length > 0 ? named : OWN_ADDRESSES;
  return { port: port(env, "PAYWINDOW_MLLP_PORT", mllpPortBeside(httpPort)), storeId, peers };
};

const KNOWN_ARGUMENTS = ["--fresh", "--demo"];

/** Reads the settings once. Throws a ConfigError that names the setting and what it needs. */
export const readConfig = (env: Environment, args: readonly string[] = []): Config => {
  const unknown = args.find((argument) => !KNOWN_ARGUMENTS.includes(argument));
  if (unknown) throw new ConfigError(`unknown argument ${unknown}: known are ${KNOWN_ARGUMENTS.join(", ")}`);
  const httpPort = port(env, "PAYWINDOW_PORT", 8080);
  const natsUrl = text(env, "NATS_URL");
  const dataDir = text(env, "PAYWINDOW_DATA") ?? ".data";
  return {
    services: services(env),
    host: text(env, "PAYWINDOW_HOST") ?? "127.0.0.1",
    httpPort,
    grpcPort: port(env, "PAYWINDOW_GRPC_PORT", grpcPortBeside(httpPort)),
    nodeGrpcPort: port(env, "PAYWINDOW_NODE_GRPC_PORT", 0),
    dataDir,
    ...outside(env, httpPort, dataDir),
    mllp: mllp(env, httpPort),
    mongodbUri: text(env, "MONGODB_URI"),
    natsUrl,
    ...door(env),
    secretKey: secretKey(env),
    sealCipher: oneOf(env, "PAYWINDOW_SEAL", "aes", ["aes", "sm4"]),
    platformKeyFile: text(env, "PAYWINDOW_PLATFORM_KEY"),
    platformCertFile: text(env, "PAYWINDOW_PLATFORM_CERT"),
    tls: tls(env),
    demo: isDemo(env),
    logLevel: oneOf(env, "PAYWINDOW_LOG_LEVEL", natsUrl ? "info" : "warn", [
      "debug",
      "info",
      "warn",
      "error",
      "silent",
    ]),
    otlpEndpoint: address(env, "OTEL_EXPORTER_OTLP_ENDPOINT", ["http", "https"]),
    rateLimit: integer(env, "PAYWINDOW_RATE_LIMIT", 200, 0, 1_000_000),
    fresh: args.includes("--fresh"),
    demoDay: args.includes("--demo"),
  };
};
