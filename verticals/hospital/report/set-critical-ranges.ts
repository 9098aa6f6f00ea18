import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type {
  SetCriticalRangesRequest,
  SetCriticalRangesResponse,
} from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { assertAtSite } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { CriticalRange } from "./critical-range.ts";

const MOST = 500;
const DECIMAL = /^-?\d{1,9}(\.\d{1,6})?$/;

/** SetCriticalRanges: from which values on the hospital tells by people and not by phone (V14); for what comes from now on. */
export const setCriticalRanges =
  ({ criticalRanges }: HospitalParts): Handler<SetCriticalRangesRequest, SetCriticalRangesResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    if (request.ranges.length > MOST) fields.refuse({ field: "ranges", en: `at most ${MOST}`, zh: `最多 ${MOST} 条` });
    const ranges = request.ranges.map((range, index) => readRange(fields, range, `ranges[${index}]`));
    fields.check();
    assertAtSite(caller, storeId);
    const sorted = ranges.toSorted((a, b) => a.code.localeCompare(b.code));
    await criticalRanges.updateOne({ _id: storeId }, { $set: { ranges: sorted } }, { upsert: true });
    return {
      ranges: sorted.map(({ below, above, ...range }) => ({ ...range, below: text(below), above: text(above) })),
    };
  };

const text = (bound: number | undefined): string => (bound === undefined ? "" : String(bound));

const readRange = (
  fields: FieldReader,
  { code, unit, below, above }: SetCriticalRangesRequest["ranges"][number],
  field: string,
): CriticalRange => {
  const bound = (name: string, value: string): number | undefined => {
    if (value === "") return undefined;
    fields.matching(`${field}.${name}`, value, DECIMAL, { en: "a decimal number", zh: "须为十进制数" });
    return Number(value);
  };
  const [low, high] = [bound("below", below), bound("above", above)];
  if (below === "" && above === "") fields.refuse({ field, en: "below, above or both", zh: "须填写上限或下限" });
  return {
    code: fields.text(`${field}.code`, code, 1, 32),
    unit: fields.text(`${field}.unit`, unit, 0, 32),
    ...(low !== undefined && { below: low }),
    ...(high !== undefined && { above: high }),
  };
};
