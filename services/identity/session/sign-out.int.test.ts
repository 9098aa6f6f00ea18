/** SignOut: once is enough, twice is no error. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import type { Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { reasonOf, startIdentity, type TestIdentity } from "../testing/start-identity.ts";

const cashier = { login: "cashier1", password: "paywindow-demo" };

let clock: FixedClock;
let service: TestIdentity;

beforeEach(async () => {
  clock = fixedClock("2030-01-01T00:00:00.000Z");
  service = await startIdentity({ clock });
});
afterEach(() => service.stop());

const signIn = (login: string, password: string) => service.call("signIn", { login, password });
const refresh = ({ refreshToken }: Session) => service.call("refreshSession", { refreshToken });

test("signing out ends the session, and again is no error", async () => {
  const session = await signIn(cashier.login, cashier.password);
  const { refreshToken } = session;
  expect(await service.call("signOut", { refreshToken })).toEqual({});
  expect(await service.call("signOut", { refreshToken })).toEqual({});
  expect(await service.call("signOut", { refreshToken: "never-given" })).toEqual({});
  expect(await reasonOf(refresh(session))).toBe("SESSION_EXPIRED");
});
