/** Clients of the remote doors that cost the load generator little: plain HTTP/2 for gRPC, plain HTTP/1.1 for JSON. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { CheckOutBasketRequest } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Job } from "./messages.ts";
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
const frame = ({ basketId, paymentCode }: Job): Buffer => {
  const bytes = CheckOutBasketRequest.encode({ basketId, paymentCode }).finish();
  const framed = Buffer.allocUnsafe(5 + bytes.length);
  framed.writeUInt8(0, 0);
  framed.writeUInt32BE(bytes.length, 1);
  framed.set(bytes, 5);
  return framed;
};

const callGrpc = (session: ClientHttp2Session, authorization: string, job: Job): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...{ ":method": "POST", ":path": GRPC_PATH, "content-type": "application/grpc", te: "trailers" },
      ...{ authorization, "idempotency-key": job.key, "grpc-timeout": "30S" },
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
    stream.end(frame(job));
  });

/** The gRPC door, over a few connections. One that the server closed while nobody called is opened again. */
export const openGrpc = (address: string, token: string): OpenDoor => {
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
    send: (job) => callGrpc(nextSession(), `Bearer ${token}`, job),
    close: () => {
      for (const session of sessions) session.close();
    },
  };
};

const reasonOf = (status: number, text: string): string | undefined => {
  if (status === 200 && text.includes('"receiptId"')) return undefined;
  return `${status} ${text.match(/"reason":"(\w+)"/)?.[1] ?? ""}`;
};

const readText = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** The HTTP door, over keep-alive connections. */
export const openHttp = (address: string, token: string): OpenDoor => {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const { hostname, port } = new URL(address);
  const send: Send = ({ basketId, paymentCode, key }) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ basketId, paymentCode });
      const headers = {
        ...{ "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        ...{ authorization: `Bearer ${token}`, "idempotency-key": key },
      };
      const options = { agent, hostname, port, path: HTTP_PATH, method: "POST", headers };
      const call = httpRequest(options, (answer) => {
        readText(answer).then((text) => resolve(reasonOf(answer.statusCode ?? 0, text)), reject);
      });
      call.on("error", reject);
      call.end(body);
    });
  return { send, close: () => agent.destroy() };
};
