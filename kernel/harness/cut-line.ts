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

class Relay {
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  readonly #port: number;
  #state: "whole" | "cut" | "held" = "whole";

  constructor(serverUrl: string) {
    const { hostname, port } = new URL(serverUrl);
    this.#host = hostname;
    this.#port = Number(port);
  }

  accept(inner: Socket): void {
    if (this.#state === "cut") return void inner.destroy();
    const outer = connect(this.#port, this.#host);
    this.#join(inner, outer);
    this.#join(outer, inner);
  }

  cut(): void {
    this.#state = "cut";
    this.breakAll();
  }

  hold(): void {
    this.#state = "held";
    for (const socket of this.#sockets) socket.pause();
  }

  mend(): void {
    this.#state = "whole";
    for (const socket of this.#sockets) socket.resume();
  }

  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      other.destroy();
    });
    socket.on("data", (bytes) => other.write(bytes));
    if (this.#state === "held") socket.pause();
  }
}

/** Opens a line to `nats://host:port`. */
export const startCutLine = async (serverUrl: string): Promise<CutLine> => {
  const relay = new Relay(serverUrl);
  const server = createServer((inner) => relay.accept(inner));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => relay.cut(),
    hold: () => relay.hold(),
    mend: () => relay.mend(),
    close: async () => {
      relay.breakAll();
      server.close();
      await once(server, "close");
    },
  };
};
