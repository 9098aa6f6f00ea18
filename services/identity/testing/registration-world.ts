import { randomInt } from "node:crypto";
import { anonymous, type Caller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { startTestNode, type TestNodeSettings } from "../../../kernel/harness/test-node.ts";
import type { Store } from "../../../kernel/store/open-store.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { identity } from "../identity.service.ts";

/** Identity on a real node over a real store, and the phones that it sends messages to. */
export interface RegistrationWorld {
  readonly clock: FixedClock;
  readonly store: Store;
  as(caller?: Caller): Client<typeof IdentityServiceDefinition>;
  /** The code in the newest message to a phone. */
  codeOn(phone: string): Promise<string>;
  /** Asks for a code to register with; what it is. */
  askCode(phone: string): Promise<string>;
  stop(): Promise<void>;
}

/** A number that nobody has. */
export const aPhone = (): string => `139${randomInt(100_000_000).toString().padStart(8, "0")}`;

export const startRegistrationWorld = async (settings: Partial<TestNodeSettings> = {}): Promise<RegistrationWorld> => {
  const clock = fixedClock("2030-01-01T00:00:00.000Z");
  const node = await startTestNode({ modules: [identity], demo: true, clock, ...settings });
  const as: RegistrationWorld["as"] = (caller = anonymous) => node.as(caller, IdentityServiceDefinition);
  const codeOn = async (phone: string): Promise<string> => {
    const { messages } = await as().listPhoneMessages({ phone });
    return /\d{6}/.exec(messages[0]?.text ?? "")?.[0] ?? "";
  };
  const askCode = async (phone: string): Promise<string> => {
    await as().requestPhoneCode({ purpose: PhoneCodePurpose.PHONE_CODE_PURPOSE_REGISTER, phone });
    return codeOn(phone);
  };
  return { ...{ clock, as, codeOn, askCode }, store: node.store("identity"), stop: () => node.stop() };
};

/** The reason of a call that must be refused, with its metadata. */
export const refusedWith = async (call: Promise<unknown>): Promise<[string, Readonly<Record<string, string>>]> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { reason = "", metadata = {} } = (error ?? {}) as { reason?: string; metadata?: Record<string, string> };
  if (!reason) throw new Error("the call was not refused", { cause: error });
  return [reason, metadata];
};
