import type { ClientSession } from "mongoose";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { WalletUser } from "./wallet.ts";
import { toWalletUser } from "./wallet-model.ts";

/** The calling user with a wallet. @throws as userOf does; WALLET_NOT_FOUND. */
export const loadWalletUser = async (
  { users }: Pick<PaymentsParts, "users">,
  caller: Caller,
  session: ClientSession | null = null,
): Promise<WalletUser> => {
  const row = await users.findById(userOf(caller)).session(session).lean();
  if (!row) throw paymentReasons.error("WALLET_NOT_FOUND");
  return toWalletUser(row);
};
