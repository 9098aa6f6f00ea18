/** GetVerificationKeys: the keys behind all tokens that are valid now, through rotation and sealing. */
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { rowsOf, startIdentity, type TestIdentity, verifyToken } from "../testing/start-identity.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const cashier = { login: "cashier1", password: "paywindow-demo" };

let clock: FixedClock;
let service: TestIdentity;

beforeEach(async () => {
  clock = fixedClock("2030-01-01T00:00:00.000Z");
  service = await startIdentity({ clock });
});
afterEach(() => service.stop());

const rows = (collection: string) => rowsOf(service, collection);
const signIn = (login: string, password: string) => service.call("signIn", { login, password });
const verify = (token: string) => verifyToken(service, token, clock.now());

describe("signing keys", () => {
  test("one key serves many sign-ins at once, and its private half is not published", async () => {
    await Promise.all(Array.from({ length: 5 }, () => signIn(cashier.login, cashier.password)));
    const { keys } = await service.call("getVerificationKeys", {});
    expect(keys).toEqual([{ keyId: expect.any(String), publicKey: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  test("after 30 days the next key is published first, then signs, and tokens of the old one hold until they end", async () => {
    const kidOf = async () =>
      (await verify((await signIn(cashier.login, cashier.password)).accessToken)).protectedHeader.kid;
    const firstKid = await kidOf();
    clock.advance(30 * DAY);
    expect(await kidOf()).toBe(firstKid);
    expect((await service.call("getVerificationKeys", {})).keys).toHaveLength(2);
    clock.advance(15 * MINUTE - 1_000);
    const last = await signIn(cashier.login, cashier.password);
    clock.advance(1_000);
    expect(await kidOf()).not.toBe(firstKid);
    clock.advance(14 * MINUTE - 1_000);
    await verify(last.accessToken);
    clock.advance(2 * MINUTE + 1_000);
    expect((await service.call("getVerificationKeys", {})).keys).toHaveLength(1);
  });

  test("with PAYWINDOW_SECRET_KEY the stored private key is sealed; a node with another secret signs with a key of its own", async () => {
    const sealed = await startIdentity({ clock, secretKey: randomBytes(32), store: service.store });
    const plain = await signIn(cashier.login, cashier.password);
    const { accessToken } = await sealed.call("signIn", cashier);
    const stored = await rows("signing_keys");
    expect(stored).toHaveLength(2);
    const prefix = "302e020100300506032b6570"; // how PKCS #8 of an Ed25519 key begins (RFC 8410)
    const beginnings = stored.map(({ privateKey }) =>
      Buffer.from(privateKey.buffer).toString("hex").startsWith(prefix),
    );
    expect(beginnings.sort()).toEqual([false, true]);
    await verify(plain.accessToken);
    await verify(accessToken);
  });
});
