import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { Raced, runAgain } from "../../../kernel/store/run-again.ts";
import type {
  Basket as BasketMessage,
  PutBasketRequest,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { supermarketReasons } from "../errors.ts";
import { type Item, readBarcode } from "../item/item.ts";
import type { ShopStore } from "../store/store-model.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import {
  type Basket,
  type BasketMember,
  changeBasket,
  decidePut,
  mergeLines,
  priceLines,
  type ScannedLine,
} from "./basket.ts";
import { toBasketMessage } from "./basket-message.ts";
import { readBasketId } from "./load-basket.ts";
import { readMember } from "./read-member.ts";

const MAX_LINES = 200;
const MAX_QUANTITY = 999;

const parse = (request: PutBasketRequest) => {
  const fields = readFields();
  const basketId = readBasketId(fields, request.basketId);
  const storeId = fields.id("store_id", request.storeId, "str");
  const tillId = fields.text("till_id", request.tillId, 1, 32);
  if (request.lines.length > MAX_LINES)
    fields.refuse({ field: "lines", en: `at most ${MAX_LINES} lines`, zh: `最多 ${MAX_LINES} 行` });
  const scanned = request.lines.slice(0, MAX_LINES).map(({ barcode, quantity }, index) => ({
    barcode: readBarcode(fields, `lines[${index}].barcode`, barcode),
    quantity: fields.integer(`lines[${index}].quantity`, quantity, 1, MAX_QUANTITY),
  }));
  const memberCode = request.memberCode?.trim() ?? "";
  if (memberCode !== "") fields.text("member_code", memberCode, 1, 64);
  fields.check();
  const lines = mergeLines(scanned);
  const tooMany = lines.find(({ quantity }) => quantity > MAX_QUANTITY);
  if (tooMany) {
    const last = scanned.findLastIndex(({ barcode }) => barcode === tooMany.barcode);
    fields.integer(`lines[${last}].quantity`, tooMany.quantity, 1, MAX_QUANTITY);
    fields.check();
  }
  return { basketId, storeId, tillId, lines, memberCode };
};

interface PutCommand {
  readonly basketId: string;
  readonly store: ShopStore;
  readonly tillId: string;
  readonly lines: readonly ScannedLine[];
  /** Empty: the basket keeps the member that it has. */
  readonly memberCode: string;
}

const load = async ({ baskets, items }: SupermarketParts, { basketId, store, lines }: PutCommand) => {
  const barcodes = lines.map(({ barcode }) => barcode);
  return Promise.all([
    baskets.findById(basketId).lean<Basket>(),
    barcodes.length > 0 ? items.find({ storeId: store._id, barcode: { $in: barcodes } }).lean<Item[]>() : [],
  ]);
};

/** The basket with the new lines, or the error that refuses them. */
const decide = (
  command: PutCommand,
  basket: Basket | null,
  items: readonly Item[],
  member: BasketMember | undefined,
): Basket => {
  const { basketId, store, tillId, lines } = command;
  const priced = priceLines(lines, items, member);
  if ("reason" in priced && priced.reason === "ITEM_NOT_FOUND")
    throw supermarketReasons.error(priced.reason, { metadata: { barcode: priced.barcode ?? "" } });
  const refusal = decidePut(basket, store._id);
  if (refusal) throw supermarketReasons.error(refusal);
  if ("reason" in priced) throw supermarketReasons.error(priced.reason);
  if (basket) return changeBasket(basket, priced, { tillId, member });
  const { merchantId, name, nameEn } = store;
  const place = { storeId: store._id, merchantId, storeName: name, storeNameEn: nameEn, tillId };
  return { _id: basketId, ...place, state: "OPEN", ...priced, revision: 1, attemptCount: 0, ...(member && { member }) };
};

/** Writes the basket where it still is as it was loaded. */
export const writeBasket = async (
  { baskets }: SupermarketParts,
  before: Basket | null,
  after: Basket,
): Promise<void> => {
  if (!before) {
    await baskets.insertMany([after], { lean: true });
    return;
  }
  if (before.revision === after.revision && before.tillId === after.tillId) return;
  const { lines, total, currencyCode, tillId, revision, member } = after;
  const { matchedCount } = await baskets.updateOne(
    { _id: before._id, state: "OPEN", revision: before.revision },
    {
      $set: { lines, total, currencyCode, tillId, revision, ...(member && { member }) },
      ...(!member && before.member ? { $unset: { member: 1 } } : {}),
    },
  );
  if (matchedCount === 0) throw new Raced();
};

/**
 * Stores a basket under the id that the till made, and prices it. Sending it again changes nothing, so two tabs that sync the same baskets make no
 * duplicate, and a basket that is paid or being paid takes no lines any more (V3). A member's code is used only once everything else is in order. A store that is not there is nobody's own.
 */
export const putBasket =
  (parts: SupermarketParts): Handler<PutBasketRequest, BasketMessage> =>
  async (request, context) => {
    const { caller } = context;
    const { storeId, ...parsed } = parse(request);
    const store = actsAtSite(caller, storeId) ? await parts.stores.findById(storeId).lean<ShopStore>() : null;
    if (!store) throw commonReasons.error("CALLER_NOT_ALLOWED");
    const command = { ...parsed, store };
    return runAgain(async () => {
      const [before, items] = await load(parts, command);
      const known = decide(command, before, items, before?.member);
      const member =
        command.memberCode === "" ? undefined : await readMember(parts, known, command.memberCode, context);
      const after = member ? decide(command, before, items, member) : known;
      await writeBasket(parts, before, after);
      return toBasketMessage(after);
    });
  };
