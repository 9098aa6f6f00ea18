import type { PaymentsWorld } from "./payments-world.ts";

/** Writes a card of a user's as BindCard does, without a bank: for tests of what comes after. */
export const putCard = async (
  { store, clock }: Pick<PaymentsWorld, "store" | "clock">,
  userId: string,
  _id: string,
): Promise<void> => {
  const sealed = { cardToken: Buffer.from(`token of ${_id}`), sealedBy: "", tokenIndex: _id };
  const shown = { lastDigits: "1111", bankName: "测试银行", bindTime: clock.now() };
  await store.connection.model("BankCard").create([{ _id, userId, ...sealed, ...shown }]);
  await store.connection.model("WalletUser").updateOne({ _id: userId }, { $push: { fundingOrder: _id } });
};
