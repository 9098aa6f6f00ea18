/** Goal: the listener answers in order, fills no memory, and answers nothing that was not kept. Method: real sockets, and a keeper that the test holds back. */
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import pino from "pino";
import { frameBlock, mllpFrames } from "./mllp-frames.ts";
import { type KeepBlock, type MllpPort, openMllpPort } from "./open-mllp-port.ts";

const log = pino({ level: "silent" });
const open: (MllpPort | Socket)[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await ("close" in one ? one.close() : one.destroy());
});

const listenWith = async (keep: KeepBlock, isAllowed = () => true): Promise<MllpPort> => {
  const port = await openMllpPort({ host: "127.0.0.1", port: 0, keep, isAllowed, log });
  open.push(port);
  return port;
};

/** A laboratory's end of the line. */
const dial = ({ port }: MllpPort) => {
  const socket = connect(port, "127.0.0.1");
  open.push(socket);
  const frames = mllpFrames();
  const answers: string[] = [];
  let wake = () => {};
  socket.on("data", (bytes) => {
    answers.push(...frames.push(Buffer.from(bytes)).map(String));
    wake();
  });
  const ended = new Promise<void>((resolve) => socket.on("close", () => resolve()).on("error", () => undefined));
  const heard = async (count: number): Promise<string[]> => {
    while (answers.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return answers;
  };
  return { socket, ended, heard, answers };
};

const framed = (...texts: string[]): Buffer => Buffer.concat(texts.map((text) => frameBlock(Buffer.from(text))));

test("V12: several messages in one stream are answered in their order, on both of two connections", async () => {
  const port = await listenWith(async (block) => [`kept ${block}`]);
  const [one, two] = [dial(port), dial(port)];
  one.socket.write(framed("a", "b", "c"));
  two.socket.write(framed("d"));
  expect(await one.heard(3)).toEqual(["kept a", "kept b", "kept c"]);
  expect(await two.heard(1)).toEqual(["kept d"]);
});

test("V12: what could not be kept is not answered: the line ends, and the next one is answered again", async () => {
  let isFailing = true;
  const port = await listenWith(async (block) => {
    if (isFailing) throw new Error("the disk is full");
    return [`kept ${block}`];
  });
  const first = dial(port);
  first.socket.write(framed("a", "b"));
  await first.ended;
  expect(first.answers).toEqual([]);
  isFailing = false;
  const second = dial(port);
  second.socket.write(framed("a"));
  expect(await second.heard(1)).toEqual(["kept a"]);
});

test("one message at a time: while it is being kept the next waits, and closing answers it but takes no other", async () => {
  const begun: string[] = [];
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: hasBegun, resolve: begin } = Promise.withResolvers<void>();
  const port = await listenWith(async (block) => {
    begun.push(String(block));
    begin();
    await mayEnd;
    return [`kept ${block}`];
  });
  const line = dial(port);
  line.socket.write(framed("a", "b"));
  await hasBegun;
  const closed = port.close();
  end();
  await Promise.all([closed, line.ended]);
  expect([begun, line.answers]).toEqual([["a"], ["kept a"]]);
});

test("a peer that is not allowed is turned away unheard", async () => {
  const kept: string[] = [];
  const port = await listenWith(
    async (block) => {
      kept.push(String(block));
      return [];
    },
    () => false,
  );
  const line = dial(port);
  line.socket.write(framed("a"));
  await line.ended;
  expect(kept).toEqual([]);
});
