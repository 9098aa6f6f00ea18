import type { Front, Reply, WireRequest } from "../http/front.ts";
import { BadRequest } from "../http/read-text.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { OTHER_CODES } from "./unionpay-codes.ts";
import { consume, query, refund, reverse, unionpayOrderFields } from "./unionpay-orders.ts";
import { type FormFields, isSignedByAcquirer, preparePartyKey, readForm, writeForm } from "./unionpay-signature.ts";

type Act = (parts: OutsideParts, fields: FormFields, now: Date) => Promise<Reply>;

/** UnionPay 5.1: the address and the txnType say what is asked. */
const ROUTES: Readonly<Record<string, Act>> = {
  "/gateway/api/backTransReq.do 01": consume,
  "/gateway/api/backTransReq.do 99": reverse,
  "/gateway/api/backTransReq.do 04": refund,
  "/gateway/api/queryTrans.do 00": query,
};

const refused = (respCode: string): Reply => ({ status: 200, fields: { respCode } });

const act = async (parts: OutsideParts, request: WireRequest, now: Date): Promise<Reply> => {
  const fields = readForm(request.body);
  if (!(await isSignedByAcquirer(parts.keys, fields))) return refused(OTHER_CODES.signature);
  const name = `${request.path} ${fields["txnType"]}`;
  const call = request.method === "POST" && Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  return call ? call(parts, fields, now) : refused(OTHER_CODES.format);
};

const withOtherAmount = (reply: Reply): Reply => {
  const amount = reply.fields["txnAmt"];
  if (typeof amount !== "string") return reply;
  return { ...reply, fields: { ...reply.fields, txnAmt: String(BigInt(amount) + 1n) } };
};

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

/** The UnionPay-like wallet: form fields signed with RSA, as UnionPay 5.1. */
export const unionpayFront = (parts: OutsideParts): Front => ({
  channelId: "unionpay-like",
  prepare: () => preparePartyKey(parts.keys),
  act: async (request, now) => {
    try {
      return await act(parts, request, now);
    } catch (error) {
      if (error instanceof BadRequest) return refused(OTHER_CODES.format);
      throw error;
    }
  },
  seal: async ({ status, fields }, _now, spoilt) => ({
    ...{ status, headers: FORM },
    body: await writeForm(parts.keys, fields as FormFields, spoilt),
  }),
  writeNotice: async (order) => ({
    headers: FORM,
    body: await writeForm(parts.keys, { ...unionpayOrderFields(order), respCode: OTHER_CODES.success }),
  }),
  withOtherAmount,
});
