import { Button, Dialog } from "antd-mobile";
import { useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { useMutedGun } from "../scanner/use-scan-gun.ts";
import { useDismissal } from "../ui/back-steps.ts";
import type { Till } from "./open-till.ts";

/** Takes everything out of the basket, after asking. */
export const ClearBasket = ({ till, isEmpty }: { till: Till; isEmpty: boolean }) => {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  useDismissal(isAsking, () => setAsking(false));
  useMutedGun(isAsking);
  const clear = () => {
    till.act({ type: "linesChanged", lines: [] });
    setAsking(false);
  };
  return (
    <>
      <Button disabled={isEmpty} onClick={() => setAsking(true)}>
        {text("tillClear")}
      </Button>
      <Dialog
        visible={isAsking}
        content={text("tillClearAsk")}
        onClose={() => setAsking(false)}
        actions={[
          [
            { key: "cancel", text: text("cancel"), onClick: () => setAsking(false) },
            { key: "clear", text: text("tillClear"), danger: true, bold: true, onClick: clear },
          ],
        ]}
      />
    </>
  );
};
