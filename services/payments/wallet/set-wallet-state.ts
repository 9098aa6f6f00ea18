import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import {
  type SetWalletStateRequest,
  type SetWalletStateResponse,
  WalletState as StateNumber,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { operatorOf } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { WalletState } from "./wallet.ts";

/** SetWalletState: the next payment reads the user's row and goes by it. Who did it, when and why is kept with it. What is there already stays: holds, trades that wait, refunds to come. */
export const setWalletState =
  ({ store, users, walletStateChanges }: PaymentsParts): Handler<SetWalletStateRequest, SetWalletStateResponse> =>
  async (request, { caller, now }) => {
    operatorOf(caller);
    const fields = readFields();
    const _id = fields.id("user_id", request.userId, "usr");
    const state = readState(fields, request.state);
    const stateNote = fields.text("note", request.note, 1, 256);
    fields.check();
    await store.transaction(async (session) => {
      const set = await users.updateOne({ _id }, { $set: { state, stateNote } }, { session });
      if (set.matchedCount === 0) throw paymentReasons.error("WALLET_NOT_FOUND");
      const change = { userId: _id, state, note: stateNote, operatorId: caller.id, createTime: now };
      await insertRow(walletStateChanges, { _id: newId("wsc", now), ...change }, session);
    });
    return { state: request.state };
  };

const readState = (fields: FieldReader, state: StateNumber): WalletState => {
  if (state === StateNumber.WALLET_STATE_FROZEN) return WalletState.FROZEN;
  if (state !== StateNumber.WALLET_STATE_ACTIVE)
    fields.refuse({ field: "state", en: "ACTIVE or FROZEN", zh: "须为 ACTIVE 或 FROZEN" });
  return WalletState.ACTIVE;
};
