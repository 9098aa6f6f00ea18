/** Clients of the remote doors that cost the load generator little: plain HTTP/2 for gRPC, plain HTTP/1.1 for JSON. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { CheckOutBasketRequest } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Send } from "./run-slice.ts";

/** A door that checkouts can be sent to. */
export interface OpenDoor {
  readonly send: Send;
  close(): void;
}

const GRPC_PATH = "/paywindow.supermarket.v1.SupermarketService/CheckOutBasket";
const HTTP_PATH = "/v1/supermarket/check-out-basket";
const CONNECTIONS = 2;
const SOCKETS = 128;

/** A message as gRPC frames it: a flag, its length, itself. */
const frame = (message: Uint8Array): Buffer => {
  const framed = Buffer.allocUnsafe(5 + message.length);
  framed.writeUInt8(0, 0);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, 5);
  return framed;
};

/** One call at the gRPC door. */
interface GrpcCall {
  readonly path: string;
  readonly message: Uint8Array;
  /** The idempotency key. */
  readonly key: string;
}

const callGrpc = (
  session: ClientHttp2Session,
  authorization: string,
  { path, message, key }: GrpcCall,
): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...{ ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" },
      ...{ authorization, "idempotency-key": key, "grpc-timeout": "30S" },
    };
    const stream = session.request(headers);
    let bytes = 0;
    const readStatus = (found: IncomingHttpHeaders) => {
      const status = found["grpc-status"];
      if (status === undefined) return;
      const isAnswered = status === "0" && bytes > 5;
      resolve(isAnswered ? undefined : decodeURIComponent(String(found["grpc-message"] ?? `status ${status}`)));
    };
    stream.on("response", readStatus);
    stream.on("trailers", readStatus);
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on("error", reject);
    stream.end(frame(message));
  });

/** The gRPC door for any call, over a few connections. One that the server closed while nobody called is opened again. */
export const openGrpcCalls = (
  address: string,
  token: string,
): { readonly call: (call: GrpcCall) => Promise<string | undefined>; readonly close: () => void } => {
  const sessions: ClientHttp2Session[] = [];
  let turn = 0;
  const nextSession = (): ClientHttp2Session => {
    const index = turn++ % CONNECTIONS;
    const session = sessions[index];
    if (session && !session.closed && !session.destroyed) return session;
    const opened = connect(`http://${address}`);
    sessions[index] = opened;
    return opened;
  };
  return {
    call: (call) => callGrpc(nextSession(), `Bearer ${token}`, call),
    close: () => {
      for (const session of sessions) session.close();
    },
  };
};

/** The gRPC door for checkouts. */
export const openGrpc = (address: string, token: string): OpenDoor => {
  const { call, close } = openGrpcCalls(address, token);
  const send: Send = ({ basketId, paymentCode, key }) =>
    call({ path: GRPC_PATH, message: CheckOutBasketRequest.encode({ basketId, paymentCode }).finish(), key });
  return { send, close };
};

const readText = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** What is posted to an HTTP door. */
interface Post {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An HTTP door for any call, over keep-alive connections. */
export const openPosts = (
  address: string,
): {
  readonly post: (post: Post) => Promise<{ readonly status: number; readonly text: string }>;
  readonly close: () => void;
} => {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const { hostname, port } = new URL(address);
  return {
    post: ({ path, body, headers }) =>
      new Promise((resolve, reject) => {
        const sized = { ...headers, "content-length": Buffer.byteLength(body) };
        const call = httpRequest({ agent, hostname, port, path, method: "POST", headers: sized }, (answer) => {
          readText(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject);
        });
        call.on("error", reject);
        call.end(body);
      }),
    close: () => agent.destroy(),
  };
};

/** The HTTP door for checkouts. */
export const openHttp = (address: string, token: string): OpenDoor => {
  const { post, close } = openPosts(address);
  const send: Send = async ({ basketId, paymentCode, key }) => {
    const headers = {
      ...{ "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
    };
    const { status, text } = await post({ path: HTTP_PATH, body: JSON.stringify({ basketId, paymentCode }), headers });
    if (status === 200 && text.includes('"receiptId"')) return undefined;
    return `${status} ${text.match(/"reason":"(\w+)"/)?.[1] ?? ""}`;
  };
  return { send, close };
};
