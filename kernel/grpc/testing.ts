import { ChannelCredentials, Client, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import {
  FindItemRequest,
  Item,
  Receipt,
  SupermarketServiceDefinition,
} from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { CallOptions } from "../contract/contract.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { nodeAuthentication, showCaller } from "./node-authentication.ts";
import { type GrpcServerSettings, startGrpcServer } from "./server.ts";
import type { Invoke } from "./unary-call.ts";

/** Test builders for kernel/grpc: a real server on loopback with a fake service behind it, and a client that sends bytes as they are. */
export const MESH_SECRET = "the-secret-of-the-test-mesh";

export const FIND_ITEM = "/paywindow.supermarket.v1.SupermarketService/FindItem";
export const CHECK_OUT = "/paywindow.supermarket.v1.SupermarketService/CheckOutBasket";

export const aFindItemRequest = (): Buffer =>
  Buffer.from(FindItemRequest.encode({ storeId: "str_demomarket1", barcode: "6901234567892" }).finish());

interface Received {
  readonly method: string;
  readonly request: unknown;
  readonly options: CallOptions;
}

/** Answers findItem with an item and checkOutBasket with a receipt. */
export const friendly: Invoke = async (method) =>
  method === "findItem"
    ? Item.fromPartial({ itemId: "itm_1", name: "面包" })
    : Receipt.fromPartial({ receiptId: "rcp_1" });

export const startTestServer = async (invoke: Invoke = friendly, overrides: Partial<GrpcServerSettings> = {}) => {
  const received: Received[] = [];
  const lines: string[] = [];
  const metrics = createMetrics();
  const server = await startGrpcServer({
    host: "127.0.0.1",
    port: 0,
    services: [
      {
        definition: SupermarketServiceDefinition,
        invoke: (method, request, options) => {
          received.push({ method, request, options });
          return invoke(method, request, options);
        },
      },
    ],
    authenticate: nodeAuthentication(MESH_SECRET),
    log: createLogger({ level: "debug", nodeId: "test", destination: { write: (line) => void lines.push(line) } }),
    metrics,
    clock: systemClock,
    ...overrides,
  });
  return { server, address: `127.0.0.1:${server.port}`, received, lines, metrics };
};

export interface Answer {
  /** The gRPC code by name. */
  readonly code: string;
  readonly details: string;
  readonly bytes?: Buffer | undefined;
  readonly headers: Metadata;
  readonly trailers: Metadata;
  readonly error?: ServiceError | undefined;
}

interface RawCall {
  readonly path?: string;
  readonly bytes?: Buffer;
  readonly metadata?: Metadata;
  /** Milliseconds from now; none by default. */
  readonly deadlineMs?: number;
}

/** A mesh node's metadata, with more entries. */
export const asNode = (entries: Record<string, string> = {}): Metadata => {
  const metadata = new Metadata();
  showCaller(metadata, MESH_SECRET, { kind: "staff", id: "stf_democashier1" });
  for (const [name, value] of Object.entries(entries)) metadata.set(name, value);
  return metadata;
};

export const createRawClient = (address: string) => {
  const client = new Client(address, ChannelCredentials.createInsecure(), { "grpc.max_send_message_length": -1 });
  const asIs = (bytes: Buffer) => bytes;
  const call = ({ path = FIND_ITEM, bytes = aFindItemRequest(), metadata = asNode(), deadlineMs }: RawCall = {}) =>
    new Promise<Answer>((resolve) => {
      const deadline = deadlineMs === undefined ? Number.POSITIVE_INFINITY : systemClock.now().getTime() + deadlineMs;
      let headers = new Metadata();
      let answer: { error?: ServiceError; bytes?: Buffer } = {};
      const done = (error: ServiceError | null, body?: Buffer) => {
        answer = error ? { error } : { bytes: body };
      };
      const request = client.makeUnaryRequest(path, asIs, asIs, bytes, metadata, { deadline }, done);
      request.on("metadata", (received) => {
        headers = received;
      });
      request.on("status", ({ code, details, metadata: trailers }) =>
        resolve({ ...answer, code: status[code] as string, details, headers, trailers }),
      );
    });
  return { call, client, close: () => client.close() };
};
