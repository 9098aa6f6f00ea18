import { Button, Dialog } from "antd-mobile";
import { useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";

interface AskProps {
  label: string;
  question: string;
  small?: boolean;
  onSure(): void;
}

/** A button for what cannot be taken back: it asks first. */
export const AskButton = ({ label, question, small = false, onSure }: AskProps) => {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  useDismissal(isAsking, () => setAsking(false));
  const sure = () => {
    setAsking(false);
    onSure();
  };
  return (
    <>
      <Button size={small ? "small" : "middle"} fill="outline" onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog
        visible={isAsking}
        content={question}
        onClose={() => setAsking(false)}
        actions={[
          [
            { key: "back", text: text("back"), onClick: () => setAsking(false) },
            { key: "sure", text: label, danger: true, bold: true, onClick: sure },
          ],
        ]}
      />
    </>
  );
};
