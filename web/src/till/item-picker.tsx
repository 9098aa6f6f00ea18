import { Button, Popup } from "antd-mobile";
import { useEffect, useState } from "react";
import type { Item } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import type { TillLine } from "./basket.ts";
import { itemsAtHand, readItems } from "./offline/catalogue.ts";

/** Without the platform the items as the till keeps them. */
const atHandOf = (storeId: string): Json<Item>[] | "unreachable" => {
  const kept = itemsAtHand(storeId);
  return kept.length > 0 ? [...kept] : "unreachable";
};

const useItems = (storeId: string, isOpen: boolean) => {
  const [items, setItems] = useState<Json<Item>[] | "unreachable">();
  useEffect(() => {
    if (!isOpen) return;
    let isGone = false;
    readItems(storeId).then(
      (found) => isGone || setItems(found),
      () => isGone || setItems((known) => (Array.isArray(known) ? known : atHandOf(storeId))),
    );
    return () => {
      isGone = true;
    };
  }, [storeId, isOpen]);
  return items;
};

interface TileProps {
  item: Json<Item>;
  inBasket: number;
  onPick(item: Json<Item>): void;
}

const ItemTile = ({ item, inBasket, onPick }: TileProps) => {
  const text = useText();
  const nameOf = useName();
  const isSoldOut = (item.availableQuantity ?? 0) <= 0;
  return (
    <button type="button" className="tile" disabled={isSoldOut} onClick={() => onPick(item)} data-testid="tile">
      <span className="tile-name">{nameOf(item)}</span>
      <span className="tile-line">
        <span className="tile-price">{formatAmount(amountOf(item.unitPrice))}</span>
        {inBasket > 0 ? <span className="tile-count">{inBasket}</span> : null}
      </span>
      <span className="faint">
        {isSoldOut ? text("tillSoldOut") : text("tillStock", { count: item.availableQuantity ?? 0 })}
      </span>
    </button>
  );
};

interface ItemPickerProps {
  storeId: string;
  isOpen: boolean;
  lines: readonly TillLine[];
  onPick(item: Json<Item>): void;
  onClose(): void;
}

/** The store's items to pick by hand, where a barcode is missing or does not read. */
export const ItemPicker = ({ storeId, isOpen, lines, onPick, onClose }: ItemPickerProps) => {
  const text = useText();
  const items = useItems(storeId, isOpen);
  useDismissal(isOpen, onClose);
  const quantityOf = (barcode: string | undefined) => lines.find((line) => line.barcode === barcode)?.quantity ?? 0;
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <h2 className="sheet-title">{text("tillPickItems")}</h2>
      <div className="tiles">
        {Array.isArray(items) ? (
          items.map((item) => (
            <ItemTile key={item.itemId} item={item} inBasket={quantityOf(item.barcode)} onPick={onPick} />
          ))
        ) : (
          <p className="faint">{text(items ? "startUnreachable" : "loading")}</p>
        )}
        {Array.isArray(items) && items.length === 0 ? <p className="faint">{text("tillNoItems")}</p> : null}
      </div>
      <Button block size="large" color="primary" fill="outline" onClick={onClose}>
        {text("close")}
      </Button>
    </Popup>
  );
};
