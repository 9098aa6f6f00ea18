import { Button, Popup } from "antd-mobile";
import { useState } from "react";
import type { BoundPatient } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { Report, ReportSummary } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatTime } from "../ui/times.ts";
import { hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";
import { ValueLine } from "./report-value.tsx";
import { useLoaded } from "./use-loaded.ts";

const STATES: Readonly<Record<string, TextKey>> = {
  REPORT_STATUS_FINAL: "hospitalReportFinal",
  REPORT_STATUS_CORRECTED: "hospitalReportCorrected",
  REPORT_STATUS_CANCELLED: "hospitalReportCancelled",
};

/** A report whole; of one that was withdrawn only that it was. */
const ReportSheet = ({ report, onClose }: { report: Json<Report> | undefined; onClose(): void }) => {
  const text = useText();
  useDismissal(report !== undefined, onClose);
  const { summary, values = [], notes = [] } = report ?? {};
  return (
    <Popup visible={report !== undefined} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="report-sheet">
        <h2 className="sheet-title">{summary?.serviceName}</h2>
        <p className="faint clinic-note">
          {summary?.maskedName} · {text(STATES[summary?.status ?? ""] ?? "hospitalReportFinal")}
        </p>
        {values.map((value) => (
          <ValueLine key={`${value.code} ${value.name}`} value={value} />
        ))}
        {notes.map((note) => (
          <p key={note} className="clinic-note clinic-lines">
            {note}
          </p>
        ))}
        <p className="faint clinic-note">{text("hospitalReportsNote")}</p>
        <Button block size="large" onClick={onClose}>
          {text("hospitalReportClose")}
        </Button>
      </section>
    </Popup>
  );
};

const ReportLine = ({ summary, onOpen }: { summary: Json<ReportSummary>; onOpen(): void }) => {
  const text = useText();
  const language = useLanguage();
  return (
    <button type="button" className="clinic-row clinic-line clinic-choice" onClick={onOpen} data-testid="report">
      <span className="clinic-text">
        <span>{summary.serviceName}</span>
        <span className="faint">{formatTime(summary.releaseTime, language)}</span>
      </span>
      <span className="clinic-end">
        <span>{text(STATES[summary.status ?? ""] ?? "hospitalReportFinal")}</span>
        {summary.isRead ? null : <span className="faint">{text("hospitalReportUnread")}</span>}
      </span>
    </button>
  );
};

const PatientReports = ({ patient }: { patient: Json<BoundPatient> }) => {
  const text = useText();
  const { patientId = "", maskedName = "" } = patient;
  const [report, setReport] = useState<Json<Report>>();
  const { value, again } = useLoaded(() => call(hospital.listReports, { patientId }));
  const open = async (reportId: string) => {
    await attempt(text, async () => setReport(await call(hospital.getReport, { reportId })));
    void again();
  };
  return (
    <section className="card" data-testid="reports">
      <h2 className="card-title">{maskedName}</h2>
      {(value?.reports ?? []).map((summary) => (
        <ReportLine key={summary.reportId} summary={summary} onOpen={() => void open(summary.reportId ?? "")} />
      ))}
      {value && (value.reports ?? []).length === 0 ? <p className="faint">{text("hospitalNoReports")}</p> : null}
      <ReportSheet report={report} onClose={() => setReport(undefined)} />
    </section>
  );
};

/** Laboratory reports of the user's patients (H7). */
export const ReportsPanel = ({ patients }: { patients: Json<BoundPatient>[] }) =>
  patients.map((patient) => <PatientReports key={patient.patientId} patient={patient} />);
