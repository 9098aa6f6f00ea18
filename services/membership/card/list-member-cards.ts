import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  ListMemberCardsRequest,
  ListMemberCardsResponse,
} from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { MembershipParts } from "../membership-parts.ts";
import type { CardRow } from "./card-model.ts";
import { showCard } from "./show-card.ts";

/** More than anybody carries; a wallet page shows them all. */
const MOST = 200;

/** ListMemberCards: the user's cards of all merchants. */
export const listMemberCards =
  (parts: MembershipParts): Handler<ListMemberCardsRequest, ListMemberCardsResponse> =>
  async (_request, { caller, now }) => {
    const rows = await parts.cards
      .find({ userId: userOf(caller) })
      .sort({ _id: 1 })
      .limit(MOST)
      .lean<CardRow[]>();
    return { cards: await Promise.all(rows.map((card) => showCard(parts, card, now))) };
  };
