/** Goal: a notice counts only when signature, order, merchant, amount and currency are right (P21). Method: the real parties post theirs to a server of the test. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ChannelId, ChannelPayment } from "./channel.ts";
import { openNoticeReaders } from "./open-channels.ts";
import { type OutsideWorld, patient, startOutsideWorld } from "./testing/outside-world.ts";
import type { ReadNotice } from "./wire/notice.ts";

const CHANNELS: readonly ChannelId[] = ["bank-card", "wechat-like", "unionpay-like"];

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe.each(CHANNELS)("%s", (channelId) => {
  let server: Server;
  let world: OutsideWorld;
  let readNotice: ReadNotice;
  let hear: (notice: Received) => void;
  /** What the mailbox answers to a notice, one after the other; then 204. */
  const statuses: number[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.writeHead(statuses.shift() ?? 204).end();
      hear({ headers: request.headers, body });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    world = await startOutsideWorld(channelId, `http://127.0.0.1:${port}`);
    readNotice = openNoticeReaders(world.config, world.clock).get(channelId)!.read;
  });
  afterAll(async () => {
    await world.stop();
    server.closeAllConnections();
    server.close();
  });

  const nextNotice = (): Promise<Received> =>
    new Promise((resolve) => {
      hear = resolve;
    });

  /** A payment that was made, and what the party told of it by itself. */
  const paidAndTold = async (): Promise<{ payment: ChannelPayment; received: Received }> => {
    const payment = await world.attempt();
    const next = nextNotice();
    await world.channel.pay(payment, patient());
    return { payment, received: await next };
  };

  test("P21: says of its own attempt what a query would say, and nothing of any other", async () => {
    const { payment, received } = await paidAndTold();
    const notice = await readNotice(received);
    expect(notice).toMatchObject({ channelId, attemptId: payment.attemptId });
    expect(notice?.answerFor(payment)).toEqual(await world.channel.query(payment, patient()));
    for (const other of [
      { attemptId: "att_other" },
      { merchantId: "mer_other" },
      { amount: 999n },
      { currencyCode: "HKD" },
    ])
      expect(notice?.answerFor({ ...payment, ...other }).result).toBe("UNKNOWN");
    // P32: as often as it comes.
    expect((await readNotice(received))?.answerFor(payment)).toEqual(notice?.answerFor(payment));
  });

  test("P21: altered in a single byte, or nobody's, it is nothing", async () => {
    const { received } = await paidAndTold();
    for (const at of [5, Math.floor(received.body.length / 2), received.body.length - 4]) {
      const byte = received.body[at] === "0" ? "1" : "0";
      const body = received.body.slice(0, at) + byte + received.body.slice(at + 1);
      expect(await readNotice({ ...received, body })).toBeUndefined();
    }
    for (const body of ["", "{}", "a=b&c=d", "[]", "\u0000"])
      expect(await readNotice({ headers: {}, body })).toBeUndefined();
    expect(await readNotice({ headers: received.headers, body: "{}" })).toBeUndefined();
  });

  test("the payer's late word is told too, and again where it was not taken", async () => {
    const payment = await world.attempt({
      instrument: await world.instrument(await world.account({ confirmOver: 1n })),
    });
    expect(await world.channel.pay(payment, patient())).toEqual({ result: "WAITING" });
    statuses.push(500);
    const refused = nextNotice();
    await world.outside.confirmOutsideOrder({ channelId, orderNumber: payment.attemptId, refuse: false });
    await refused;
    const notice = await readNotice(await nextNotice());
    expect(notice?.answerFor(payment)).toMatchObject({ result: "PAID" });
  });

  if (channelId !== "unionpay-like")
    test("P21: told again after five minutes, it is too old", async () => {
      const { received } = await paidAndTold();
      world.clock.advance(301_000);
      expect(await readNotice(received)).toBeUndefined();
    });
});
