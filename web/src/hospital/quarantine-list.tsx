import { Button, Popup } from "antd-mobile";
import { useState } from "react";
import type { QuarantinedMessage } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatTime } from "../ui/times.ts";
import { CLINIC, hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";
import { OneFieldForm } from "./one-field-form.tsx";

/** Why a message was not taken, for people who do not speak HL7. */
const REASONS: Readonly<Record<string, TextKey>> = {
  CHARSET_UNREADABLE: "nurseBadCharset",
  HEADER_MISSING: "nurseBadHeader",
  NO_HEADER: "nurseBadHeader",
  SEPARATORS_UNREADABLE: "nurseBadHeader",
  CONTROL_ID_MISSING: "nurseBadHeader",
  SEGMENT_UNREADABLE: "nurseBadSegment",
  PATIENT_MISSING: "nurseBadPatient",
  REPORT_MISSING: "nurseBadReport",
  REPORT_NUMBER_MISSING: "nurseBadReport",
  OBSERVATION_WITHOUT_REPORT: "nurseBadReport",
  STATUS_UNKNOWN: "nurseBadStatus",
  TIME_UNREADABLE: "nurseBadTime",
  MESSAGE_TYPE_UNSUPPORTED: "nurseBadKind",
  VERSION_UNSUPPORTED: "nurseBadKind",
};

const MessageLine = ({ message, onHandle }: { message: Json<QuarantinedMessage>; onHandle(): void }) => {
  const text = useText();
  const language = useLanguage();
  const { sender = "", controlId = "", reason = "", field = "", timesSeen = 1 } = message;
  const from = sender ? text("nurseSender", { sender, controlId }) : text("nurseUnknownSender");
  return (
    <div className="clinic-row clinic-line" data-testid="quarantined">
      <span className="clinic-text">
        <span>{text(REASONS[reason] ?? "nurseBadOther")}</span>
        <span className="faint">{from}</span>
        {field ? <span className="faint">{text("nurseField", { field })}</span> : null}
        <span className="faint">
          {formatTime(message.receiveTime, language)}
          {timesSeen > 1 ? ` · ${text("nurseTimes", { count: timesSeen })}` : ""}
        </span>
      </span>
      <Button size="small" fill="outline" onClick={onHandle}>
        {text("nurseHandle")}
      </Button>
    </div>
  );
};

/** Messages that were refused: shown until somebody says what was done about them (V13). */
export const QuarantineList = ({
  messages,
  onChanged,
}: {
  messages: Json<QuarantinedMessage>[];
  onChanged(): void;
}) => {
  const text = useText();
  const [messageId, setMessageId] = useState<string>();
  const close = () => setMessageId(undefined);
  useDismissal(messageId !== undefined, close);
  const settle = async (note: string) => {
    const request = { storeId: CLINIC, messageId: messageId ?? "", note };
    if (!(await attempt(text, () => call(hospital.settleQuarantined, request)))) return;
    close();
    onChanged();
  };
  if (messages.length === 0) return null;
  return (
    <section className="card" data-testid="quarantine">
      <h2 className="card-title">{text("nurseQuarantine", { count: messages.length })}</h2>
      <p className="faint clinic-hint">{text("nurseQuarantineHint")}</p>
      {messages.map((message) => (
        <MessageLine key={message.messageId} message={message} onHandle={() => setMessageId(message.messageId ?? "")} />
      ))}
      <Popup visible={messageId !== undefined} onMaskClick={close} onClose={close} bodyClassName="sheet" destroyOnClose>
        <section data-testid="quarantine-sheet">
          <h2 className="sheet-title">{text("nurseHandle")}</h2>
          <OneFieldForm
            label={text("nurseNote")}
            hint={text("nurseNoteHint")}
            action={text("nurseSettle")}
            least={2}
            onSend={settle}
          />
        </section>
      </Popup>
    </section>
  );
};
