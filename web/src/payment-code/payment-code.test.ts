/** The phone's codes against the vectors that the payments service is held to as well. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { bytesFromBase64url, computePaymentCode, groupDigits } from "./payment-code.ts";

interface Vector {
  deviceSecretBase64url: string;
  deviceNumber: string;
  tick: number;
  paymentCode: string;
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL("../../../proto/vectors/payment-code.json", import.meta.url), "utf8"),
);
const device = { deviceNumber: "12345678", deviceSecret: vectors[0]!.deviceSecretBase64url };

test("Y2, Y12: every vector's code, from secret, number and second alone", () => {
  expect(vectors.length).toBeGreaterThan(4);
  for (const { deviceSecretBase64url, deviceNumber, tick, paymentCode } of vectors) {
    expect(computePaymentCode({ deviceNumber, deviceSecret: deviceSecretBase64url }, tick)).toBe(paymentCode);
  }
});

test("Y2: a thousand seconds give a thousand codes of 18 digits with prefix 28", () => {
  const codes = new Set(Array.from({ length: 1000 }, (_, index) => computePaymentCode(device, 1_790_000_000 + index)));
  expect(codes.size).toBe(1000);
  for (const code of codes) expect(code).toMatch(/^2812345678\d{8}$/);
});

test("a device number, tick or secret of another shape is refused", () => {
  expect(() => computePaymentCode({ ...device, deviceNumber: "1234567" }, 1)).toThrow("deviceNumber");
  expect(() => computePaymentCode(device, 1.5)).toThrow("tick");
  expect(() => bytesFromBase64url("a b")).toThrow("base64url");
});

test("digits are grouped in fours", () => {
  expect(groupDigits("281234567800000001")).toBe("2812 3456 7800 0000 01");
});
