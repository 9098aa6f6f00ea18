import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A line to the platform on which things go wrong. */
export interface Line {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** Requests that went through so far. */
  requests(): number;
  close(): Promise<void>;
}

interface Faults {
  /** So many first answers are lost: the connection breaks when they come. */
  readonly loseAnswers?: number;
  readonly alterRequest?: (text: string) => string;
  readonly alterAnswer?: (text: string) => string;
}

const altered = (chunk: Buffer, alter: ((text: string) => string) | undefined): Buffer =>
  alter ? Buffer.from(alter(chunk.toString("latin1")), "latin1") : chunk;

/** Opens a line to an address, with its faults. A change must keep the length of the text. */
export const openLine = async (
  target: string,
  { loseAnswers = 0, alterRequest, alterAnswer }: Faults,
): Promise<Line> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let toLose = loseAnswers;
  let requests = 0;
  const server = createServer((client) => {
    const platform = connect(Number(port), hostname);
    for (const socket of [client, platform]) sockets.add(socket.on("error", () => {}));
    client.on("data", (chunk) => {
      if (/^(GET|POST) /.test(chunk.toString("latin1"))) requests++;
      platform.write(altered(chunk, alterRequest));
    });
    platform.on("data", (chunk) => {
      if (toLose-- > 0) client.destroy();
      else client.write(altered(chunk, alterAnswer));
    });
    client.on("close", () => platform.destroy());
    platform.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
