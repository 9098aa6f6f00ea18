import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "../../../kernel/telemetry/logger.ts";
import { BlockTooLong, frameBlock, mllpFrames } from "./mllp-frames.ts";

/** More connections than any hospital's engines have. */
const MAX_CONNECTIONS = 64;
/** A peer that has said nothing for so long has gone without a word. */
const IDLE_MS = 30 * 60_000;

/** What listens. */
export interface MllpPort {
  readonly port: number;
  /** Takes no new message, answers those that are being kept, and ends. */
  close(): Promise<void>;
}

/** Keeps the messages of a block and gives their answers, once they are durable. A rejection: nothing is known to be kept, so nothing may be answered. */
export type KeepBlock = (block: Buffer) => Promise<readonly string[]>;

/** Where to listen, and who may connect. */
export interface MllpPortOptions {
  readonly host: string;
  readonly port: number;
  readonly keep: KeepBlock;
  /** Whether a peer at this address may connect. MLLP has no sign-in: the network is the only guard. */
  isAllowed(address: string): boolean;
  readonly log: Logger;
}

/**
 * HL7's listener. A connection's messages are kept and answered one after the other, in their order, and while one is being kept the connection is not read
 * on: a sender can fill no memory. Where keeping fails the connection is ended without an answer, so its sender sends again (V12, V13).
 */
export const openMllpPort = async (options: MllpPortOptions): Promise<MllpPort> => {
  const { host, port, isAllowed, log } = options;
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    if (!isAllowed(socket.remoteAddress ?? "")) {
      log.warn({ peer: socket.remoteAddress }, "an HL7 peer that is not allowed was turned away");
      return void socket.destroy();
    }
    const connection = serveConnection(socket, options);
    connections.add(connection);
    connection.ended.finally(() => connections.delete(connection)).catch(() => undefined);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...connections].map((connection) => connection.finish()));
      await closed;
    },
  };
};

const listen = (server: Server, host: string, port: number): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(port, host, resolve);
  return promise;
};

interface Connection {
  readonly ended: Promise<void>;
  /** Ends after the block that is being kept. */
  finish(): Promise<void>;
}

const serveConnection = (socket: Socket, { keep, log }: MllpPortOptions): Connection => {
  let isClosing = false;
  let isKeeping = false;
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.setKeepAlive(true, 60_000);
  const answerBlock = async (block: Buffer): Promise<void> => {
    isKeeping = true;
    for (const answer of await keep(block)) await write(socket, frameBlock(Buffer.from(answer)));
    isKeeping = false;
  };
  const work = async (): Promise<void> => {
    const frames = mllpFrames();
    for await (const bytes of socket as AsyncIterable<Buffer>)
      for (const block of frames.push(bytes)) {
        await answerBlock(block);
        if (isClosing) return;
      }
  };
  const ended = work()
    .catch((error: unknown) => {
      if (error instanceof BlockTooLong) log.warn({ peer: socket.remoteAddress }, error.message);
      else if (!isBroken(error)) log.error({ err: error }, "an HL7 block was not kept: its sender is to send it again");
    })
    .finally(() => socket.destroySoon());
  return {
    ended,
    finish: () => {
      isClosing = true;
      if (!isKeeping) socket.destroy();
      return ended;
    },
  };
};

const BROKEN = ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED"];

/** A line that the peer has cut. */
const isBroken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && BROKEN.includes(String(error.code));

const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));
