import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line between one process and a server that a test can break: a TCP relay on loopback. */
export interface CutLine {
  /** Where the process connects instead of the server. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Lets no byte through in either direction while connections stand: a partition that nobody closes. */
  hold(): void;
  /** Whole again. Bytes that were held go on their way. */
  mend(): void;
  close(): Promise<void>;
}

type State = "whole" | "cut" | "held";

/** Opens a line to `nats://host:port`. */
export const startCutLine = async (serverUrl: string): Promise<CutLine> => {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let state: State = "whole";
  const add = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.on("data", (bytes) => other.write(bytes));
    if (state === "held") socket.pause();
  };
  const server = createServer((inner) => {
    if (state === "cut") return void inner.destroy();
    const outer = connect(Number(port), hostname);
    add(inner, outer);
    add(outer, inner);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      state = "cut";
      breakAll();
    },
    hold: () => {
      state = "held";
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      state = "whole";
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
};
