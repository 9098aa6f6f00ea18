/**
 * Goal: no reason of an rpc that a method calls is without its word in Alipay's language, no word is without a reason, and a method says only what its
 * documentation lists (ALIPAY_API 5 and 6). Method: the contracts' comments and the lists of the documents, held against the tables both ways.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { defineReasons } from "../../kernel/errors/reason.ts";
import { METHODS } from "./methods/method-table.ts";
import { PAGE_METHODS } from "./methods/trade-page-pay.ts";
import { faultOf, TRADE_SUB_CODES } from "./sub-codes.ts";

const PROTO = join(import.meta.dirname, "../../proto/paywindow");

/** `payments.payTrade` → the reasons that the comment of the rpc lists. */
const reasonsOf = new Map(
  ["identity", "payments"].flatMap((service) =>
    readdirSync(join(PROTO, service, "v1"))
      .map((file) => readFileSync(join(PROTO, service, "v1", file), "utf8"))
      .flatMap((text) => [...text.matchAll(/((?: {2}\/\/.*\n)+) {2}rpc (\w+)\(/g)])
      .map(([, comment = "", name = ""]) => {
        const list = comment.replace(/\n\s*\/\/ /g, " ").split("Reasons: ")[1] ?? "";
        const reasons = [...list.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([reason]) => reason);
        return [`${service}.${name.charAt(0).toLowerCase()}${name.slice(1)}` as string, reasons] as const;
      }),
  ),
);

const reasonsOfRpc = (rpc: string): readonly string[] => reasonsOf.get(rpc) ?? [`no rpc ${rpc}`];

const PAY_AND_CREATE = [
  ...[
    "SYSTEM_ERROR",
    "INVALID_PARAMETER",
    "ACCESS_FORBIDDEN",
    "PARTNER_ERROR",
    "TOTAL_FEE_EXCEED",
    "CONTEXT_INCONSISTENT",
  ],
  ...[
    "TRADE_HAS_SUCCESS",
    "TRADE_HAS_CLOSE",
    "BUYER_SELLER_EQUAL",
    "TRADE_BUYER_NOT_MATCH",
    "BUYER_ENABLE_STATUS_FORBID",
  ],
  ...[
    "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    "BEYOND_PAY_RESTRICTION",
    "BEYOND_PER_RECEIPT_DAY_RESTRICTION",
    "SELLER_BEEN_BLOCKED",
  ],
  ...["SELLER_NOT_EXIST", "EXIST_FORBIDDEN_WORD", "BUYER_NOT_EXIST"],
];
const AFTER = ["SYSTEM_ERROR", "INVALID_PARAMETER", "TRADE_NOT_EXIST"];

/** What each method's documentation lists, as far as a reason of ours leads there (without `ACQ.`). */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  "alipay.trade.pay": [
    ...PAY_AND_CREATE,
    ...["PAYMENT_AUTH_CODE_INVALID", "BUYER_BALANCE_NOT_ENOUGH", "NO_PAYMENT_INSTRUMENTS_AVAILABLE", "PAYMENT_FAIL"],
    ...["PAYMENT_REQUEST_HAS_RISK", "PRODUCT_AMOUNT_LIMIT_ERROR", "UN_SUPPORT_TRADE_SCENE"],
  ],
  "alipay.trade.precreate": PAY_AND_CREATE,
  "alipay.trade.create": PAY_AND_CREATE,
  "alipay.trade.wap.pay": PAY_AND_CREATE,
  "alipay.trade.page.pay": PAY_AND_CREATE,
  "alipay.trade.app.pay": PAY_AND_CREATE,
  "alipay.trade.query": AFTER,
  "alipay.trade.cancel": [
    ...[
      "SYSTEM_ERROR",
      "INVALID_PARAMETER",
      "SELLER_BALANCE_NOT_ENOUGH",
      "REASON_TRADE_BEEN_FREEZEN",
      "TRADE_HAS_FINISHED",
    ],
    ...["TRADE_CANCEL_TIME_OUT", "REASON_TRADE_REFUND_FEE_ERR", "CANCEL_NOT_ALLOWED"],
  ],
  "alipay.trade.close": [...AFTER, "TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID", "REASON_ILLEGAL_STATUS"],
  "alipay.trade.refund": [
    ...[
      ...AFTER,
      "SELLER_BALANCE_NOT_ENOUGH",
      "REFUND_AMT_NOT_EQUAL_TOTAL",
      "TRADE_HAS_FINISHED",
      "TRADE_STATUS_ERROR",
    ],
    ...["DISCORDANT_REPEAT_REQUEST", "TRADE_NOT_ALLOW_REFUND", "REFUND_FEE_ERROR", "TRADE_HAS_CLOSE"],
  ],
  "alipay.trade.fastpay.refund.query": AFTER,
};
const AUTH = [
  ...["APP_NOT_ISV", "GRANT_TYPE_INVALID", "AUTH_CODE_NOT_EXIST", "APP_ID_NOT_CONSISTENT", "AUTH_CODE_NOT_VALID"],
  ...["AUTH_TOKEN_NOT_FOUND", "REFRESH_TOKEN_NOT_EXIST", "REFRESH_TOKEN_NOT_VALID", "REFRESH_TOKEN_TIME_OUT"],
];

const isTrade = (name: string): boolean => name.startsWith("alipay.trade.");

describe.each([...METHODS, ...PAGE_METHODS])("$name", ({ name, rpcs, subCodes }) => {
  const reasons = new Set(rpcs.flatMap(reasonsOfRpc));

  test("has a sub_code for every reason of its rpcs, which its documentation lists", () => {
    const documented = isTrade(name) ? (DOCUMENTED[name] ?? []).map((word) => `ACQ.${word}`) : AUTH;
    const undocumented = [...reasons].filter((reason) => !documented.includes(subCodes[reason] ?? "none"));
    expect(undocumented).toEqual([]);
  });
});

test("the table of the trade methods has a row for every reason of theirs, and no other", () => {
  const used = METHODS.filter(({ name }) => isTrade(name)).flatMap(({ rpcs }) => rpcs.flatMap(reasonsOfRpc));
  expect(new Set(Object.keys(TRADE_SUB_CODES))).toEqual(new Set(used));
});

describe("what is no reason of a method", () => {
  const others = defineReasons("others", {
    NEW_REASON: { code: "FAILED_PRECONDITION", retryable: false, zh: "新", en: "New." },
  });

  test.each([
    ["20000", "ACQ.SYSTEM_ERROR", new Error("anything")],
    ["20000", "ACQ.SYSTEM_ERROR", others.error("NEW_REASON")],
    ["20000", "ACQ.SYSTEM_ERROR", commonReasons.error("DEADLINE_PASSED")],
    ["20000", "ACQ.SYSTEM_ERROR", commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } })],
    ["20000", "ACQ.SYSTEM_ERROR", commonReasons.error("INTERNAL")],
    ["40005", "isv.app-call-limited", commonReasons.error("RATE_LIMITED")],
    ["40006", "isv.insufficient-isv-permissions", commonReasons.error("CALLER_NOT_ALLOWED")],
  ])("%s %s", (code, subCode, error) => expect(faultOf(error, TRADE_SUB_CODES)).toMatchObject({ code, subCode }));

  test("a wrong field of the contract has Alipay's name", () => {
    const fields = [{ field: "merchant_trade_id", en: "1 to 64", zh: "须为 1 至 64 位" }];
    const fault = faultOf(commonReasons.error("REQUEST_INVALID", { fields }), TRADE_SUB_CODES);
    expect(fault).toMatchObject({
      code: "40004",
      subCode: "ACQ.INVALID_PARAMETER",
      subMsg: "参数无效：out_trade_no：须为 1 至 64 位",
    });
  });
});
