import type { Front, Reply, WireRequest } from "../http/front.ts";
import { BadRequest, type Fields, readJson } from "../http/read-text.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { OTHER_CODES } from "./bank-codes.ts";
import { inquire, inquireRefund, orderFields, purchase, refund, reverse } from "./bank-orders.ts";
import { isFromAcquirer, sealBank } from "./bank-signature.ts";
import { tokenize } from "./bank-tokens.ts";

type Act = (parts: OutsideParts, fields: Fields, now: Date) => Promise<Reply>;

/** The switch's calls: the message classes of ISO 8583 as JSON. */
const ROUTES: Readonly<Record<string, Act>> = {
  "/v1/purchase": purchase,
  "/v1/inquiry": inquire,
  "/v1/reversal": reverse,
  "/v1/refund": refund,
  "/v1/refund-inquiry": inquireRefund,
  "/v1/tokens": tokenize,
};

const refused = (status: number, responseCode: string): Reply => ({ status, fields: { responseCode } });

const act = async (parts: OutsideParts, request: WireRequest, now: Date): Promise<Reply> => {
  if (!(await isFromAcquirer(parts.keys, request, now))) return refused(401, OTHER_CODES.authentication);
  const call = request.method === "POST" && Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
  return call ? call(parts, readJson(request.body), now) : refused(404, OTHER_CODES.format);
};

const withOtherAmount = (reply: Reply): Reply => {
  const amount = reply.fields["amount"];
  if (typeof amount !== "string") return reply;
  return { ...reply, fields: { ...reply.fields, amount: String(BigInt(amount) + 1n) } };
};

/** The bank switch: JSON with an HMAC both ways, response codes of ISO 8583. */
export const bankFront = (parts: OutsideParts): Front => ({
  channelId: "bank-card",
  prepare: async () => {},
  act: async (request, now) => {
    try {
      return await act(parts, request, now);
    } catch (error) {
      if (error instanceof BadRequest) return refused(400, OTHER_CODES.format);
      throw error;
    }
  },
  seal: ({ status, fields }, now, spoilt) => sealBank(parts.keys, status, fields, now, spoilt),
  writeNotice: async (order, now) => {
    const fields = { ...orderFields(order), responseCode: OTHER_CODES.approved };
    const { headers, body } = await sealBank(parts.keys, 200, fields, now);
    return { headers, body };
  },
  withOtherAmount,
});
