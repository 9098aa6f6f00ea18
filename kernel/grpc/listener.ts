import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly maxConnections: number;
  /** Takes a connection. */
  readonly accept: (socket: Socket) => void;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections; resolves when the last of those that are open has closed. */
  stop(): Promise<void>;
  /** Breaks off those that are open. */
  breakOff(): void;
}

const open = async (server: Server, options: ListenerOptions): Promise<void> => {
  server.listen({ host: options.host, port: options.port });
  await once(server, "listening");
};

/**
 * The socket in front of a gRPC server: grpc-js's own can neither bound the number of connections nor, without channelz, break them off. Rejects with the
 * system's error (EADDRINUSE).
 */
export const listen = async (options: ListenerOptions): Promise<Listener> => {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A peer that breaks the connection off before HTTP/2 has taken it over must not end the process.
    socket.on("error", () => {});
    options.accept(socket);
  });
  server.maxConnections = options.maxConnections;
  await open(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
    breakOff: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
};
