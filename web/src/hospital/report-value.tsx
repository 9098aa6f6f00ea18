import type { ReportedValue } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { Json } from "../api/json.ts";

/** What HL7's flags (table 0078) say to a layman; a value without a flag says nothing. */
const FLAGS: Readonly<Record<string, string>> = { H: "↑", HH: "↑↑", L: "↓", LL: "↓↓", A: "!", AA: "!!" };

/** A value of a report, as the laboratory gives it. */
export const ValueLine = ({ value }: { value: Json<ReportedValue> }) => {
  const flag = (value.flags ?? []).map((one) => FLAGS[one] ?? "").join("");
  return (
    <div className="clinic-row clinic-line" data-testid="report-value">
      <span className="clinic-text">
        <span>{value.name}</span>
        <span className="faint">{value.referenceRange}</span>
        {(value.notes ?? []).map((note) => (
          <span key={note} className="faint clinic-lines">
            {note}
          </span>
        ))}
      </span>
      <span className="clinic-end">
        <strong>
          {(value.values ?? []).join("; ")} {value.unit} {flag}
        </strong>
      </span>
    </div>
  );
};
