import { Popup } from "antd-mobile";
import type { ReportTaskEntry, StoreReport } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";
import { OneFieldForm } from "./one-field-form.tsx";
import { ValueLine } from "./report-value.tsx";

/** A task with its report as it was read for it. */
export interface OpenedTask {
  entry: Json<ReportTaskEntry>;
  report: Json<StoreReport>;
}

/** What staff do with it: hand a critical value over, or find its patient. One without a bound patient only waits. */
const Deed = ({ entry, report, onDone }: OpenedTask & { onDone(): void }) => {
  const text = useText();
  const { reportId = "", version = 0 } = report.report?.summary ?? {};
  const done = async (work: () => Promise<unknown>) => {
    if (await attempt(text, work)) onDone();
  };
  if (entry.task === "REPORT_TASK_CRITICAL")
    return (
      <OneFieldForm
        label={text("nurseToldTo")}
        hint={text("nurseToldToHint")}
        action={text("nurseHandOver")}
        least={2}
        onSend={(toldTo) => done(() => call(hospital.recordHandOver, { reportId, version, toldTo }))}
      />
    );
  if (entry.task !== "REPORT_TASK_PATIENT") return <p className="faint clinic-note">{text("nurseUnboundHint")}</p>;
  return (
    <OneFieldForm
      label={text("nurseCard")}
      hint=""
      action={text("nurseAssign")}
      least={1}
      onSend={(cardNumber) => done(() => call(hospital.assignReport, { reportId, version, cardNumber }))}
    />
  );
};

/** The report in clear, as staff need it, and what is to be done. That it was read is kept. */
export const ReportTaskSheet = ({ opened, onClose }: { opened: OpenedTask | undefined; onClose(): void }) => {
  const text = useText();
  useDismissal(opened !== undefined, onClose);
  const { report: stored } = opened ?? {};
  return (
    <Popup visible={opened !== undefined} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="task-sheet">
        <h2 className="sheet-title">{stored?.report?.summary?.serviceName}</h2>
        <p className="faint clinic-lines clinic-hint">
          {text("nurseReported", { name: stored?.reportedName ?? "" })}
          {"\n"}
          {text("nurseIdentifiers", { numbers: (stored?.reportedIdentifiers ?? []).join("、") })}
        </p>
        {(stored?.report?.values ?? []).map((value) => (
          <ValueLine key={`${value.code} ${value.name}`} value={value} />
        ))}
        {opened ? <Deed {...opened} onDone={onClose} /> : null}
      </section>
    </Popup>
  );
};
