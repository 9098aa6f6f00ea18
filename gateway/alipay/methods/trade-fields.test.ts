/** How long a trade waits, in all the ways in which Alipay's clients say it (ALIPAY_API 4). */
import { expect, test } from "@jest/globals";
import { parseBizContent } from "../biz/biz-content.ts";
import { readBizFields } from "../biz/biz-fields.ts";
import { readLifetime, readQrLifetime } from "./trade-fields.ts";

/** 12:00 in China. */
const now = new Date("2026-11-24T04:00:00.000Z");
const fieldsOf = (biz: object) =>
  readBizFields(parseBizContent(JSON.stringify(biz)), { code: "40004", subCode: "ACQ.INVALID_PARAMETER" });

test.each([
  [{}, 3 * 3_600],
  [{ timeout_express: "1m" }, 60],
  [{ timeout_express: "90m" }, 5_400],
  [{ timeout_express: "15d" }, 15 * 86_400],
  [{ timeout_express: "1c" }, 12 * 3_600],
  [{ time_expire: "2026-11-24 12:30:00" }, 1_800],
  [{ time_expire: "2026-11-24 12:30", timeout_express: "1m" }, 1_800],
  [{ time_expire: "2026-11-24 12:00:01" }, 60],
  [{ time_expire: "2030-01-01 00:00:00" }, 15 * 86_400],
])("%j: %d s", (biz, lifetimeS) => expect(readLifetime(fieldsOf(biz), now).lifetimeS).toBe(lifetimeS));

test.each([
  [{}, 7_200],
  [{ timeout_express: "5m" }, 300],
  [{ qr_code_timeout_express: "10m", timeout_express: "5m" }, 600],
  [{ timeout_express: "15d" }, 7_200],
])("a QR code dies after two hours: %j: %d s", (biz, lifetimeS) =>
  expect(readQrLifetime(fieldsOf(biz), now)).toEqual({ lifetimeS }),
);

test.each(["1.5h", "0m", "16d", "2c", "h", "100000m"])("%s is no span", (timeout_express) => {
  const fields = fieldsOf({ timeout_express });
  readLifetime(fields, now);
  expect(() => fields.check()).toThrow("ACQ.INVALID_PARAMETER");
});

test("an instant that is over", () =>
  expect(() => readLifetime(fieldsOf({ time_expire: "2026-11-24 11:59:59" }), now)).toThrow(
    "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR",
  ));
