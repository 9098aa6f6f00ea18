import type { CallContext } from "../../../kernel/contract/contract.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { type Basket, type BasketMember, totalOf } from "./basket.ts";

/**
 * Uses a member's code for a basket (M7). The basket's id is the code's reference, so asking again, after a lost answer or from a second tab, gives the same
 * member; another basket is refused. Throws membership's reasons.
 */
export const readMember = async (
  { membership }: Pick<SupermarketParts, "membership">,
  basket: Basket,
  memberCode: string,
  { deadline, signal, traceparent }: CallContext,
): Promise<BasketMember> => {
  const { _id: reference, merchantId, storeId } = basket;
  const request = { merchantId, storeId, memberCode, reference, amount: totalOf(basket) };
  const member = await membership.redeemMemberCode(request, { deadline, signal, traceparent });
  const level = member.standing?.level;
  return {
    ...{ cardId: member.cardId, maskedCardNumber: member.maskedCardNumber },
    ...{ levelName: level?.name ?? "", levelNameEn: level?.nameEn ?? "" },
    discountBasisPoints: level?.discountBasisPoints ?? 0,
  };
};
