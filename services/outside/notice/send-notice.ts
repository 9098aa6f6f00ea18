import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import type { Front, Notice } from "../http/front.ts";
import type { Order } from "../order/order.ts";
import type { OutsideParts } from "../outside-parts.ts";

/** How long after the last try the next is made. Three tries, as whoever missed them asks anyway. */
const WAITS_MS = [0, 1_000, 5_000];
const ANSWER_MS = 5_000;

/** Posts a notice; whether it was taken (2xx). */
const post = (url: string, { headers, body }: Notice): Promise<boolean> =>
  new Promise((resolve) => {
    const options = { method: "POST", headers, timeout: ANSWER_MS };
    const request = url.startsWith("https:") ? requestHttps : requestHttp;
    const outgoing = request(url, options, (response) => {
      response.resume();
      resolve(response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300);
    });
    outgoing
      .on("timeout", () => outgoing.destroy())
      .on("error", () => resolve(false))
      .end(body);
  });

/** Tells the acquirer that an order was paid, where it asked to be told. Kept in memory only: a notice is a hint, what counts is a query. */
export const sendNotice = async ({ clock }: OutsideParts, fronts: readonly Front[], order: Order): Promise<void> => {
  const front = fronts.find(({ channelId }) => channelId === order.channelId);
  if (!front || order.notifyUrl === undefined) return;
  for (const waitMs of WAITS_MS) {
    await pause(waitMs, undefined, { ref: false });
    if (await post(order.notifyUrl, await front.writeNotice(order, clock.now()))) return;
  }
};
