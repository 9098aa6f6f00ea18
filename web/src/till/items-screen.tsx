import { Button } from "antd-mobile";
import { AppstoreOutline } from "antd-mobile-icons";
import { useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { ScanEntry } from "../scanner/scan-entry.tsx";
import { BasketList } from "./basket-list.tsx";
import { BenefitList } from "./benefit-list.tsx";
import { ClearBasket } from "./clear-basket.tsx";
import { ItemPicker } from "./item-picker.tsx";
import type { Till } from "./open-till.ts";
import { RefusalCard } from "./refusal-card.tsx";
import type { TillState } from "./till-state.ts";
import { TotalBar } from "./total-bar.tsx";

interface ItemsScreenProps {
  till: Till;
  state: TillState;
  storeId: string;
}

/** Rings up: every scan is an item. */
export const ItemsScreen = ({ till, state, storeId }: ItemsScreenProps) => {
  const text = useText();
  const [isPicking, setPicking] = useState(false);
  return (
    <>
      <section className="till-body">
        <ScanEntry label="tillEntry" onScan={(code) => void till.scan(code)} hasLetters />
        <div className="till-tools">
          <Button onClick={() => setPicking(true)}>
            <AppstoreOutline /> {text("tillPickItems")}
          </Button>
          <ClearBasket till={till} isEmpty={state.lines.length === 0} />
        </div>
        <RefusalCard till={till} state={state} />
        <BenefitList till={till} state={state} />
        <BasketList till={till} state={state} />
      </section>
      <ItemPicker
        storeId={storeId}
        isOpen={isPicking}
        lines={state.lines}
        onPick={till.add}
        onClose={() => setPicking(false)}
      />
      <TotalBar state={state}>
        <Button
          color="primary"
          size="large"
          disabled={state.lines.length === 0}
          onClick={() => till.act({ type: "tenderOpened" })}
          data-testid="take-payment"
        >
          {text("tillTakePayment")}
        </Button>
      </TotalBar>
    </>
  );
};
