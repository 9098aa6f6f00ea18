import type { FieldReader } from "../../kernel/parse/parse.ts";
import type { BilingualText } from "../../proto/gen/paywindow/content/v1/window.ts";

/** A path of the platform's own pages: never another host, never a script. */
const OWN_PAGE = /^\/(?!\/)[A-Za-z0-9_\-/.]{0,120}(\?[A-Za-z0-9_\-=&.%]{1,80})?$/;
/** As the kernel's texts of one line, with line feeds. */
const LINES = /^(?:\n|[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069])*$/u;

const isLines = (text: string, min: number, max: number): boolean => {
  const length = [...text].length;
  return length >= min && length <= max && LINES.test(text);
};

/** A text of one line in both languages, the Chinese one never empty. */
export const readText = (
  fields: FieldReader,
  field: string,
  value: BilingualText | undefined,
  max: number,
): BilingualText => ({
  zh: fields.text(`${field}.zh`, value?.zh ?? "", 1, max),
  en: fields.text(`${field}.en`, value?.en ?? "", 0, max),
});

/** A text of several lines in both languages, the Chinese one never empty. */
export const readLines = (
  fields: FieldReader,
  field: string,
  value: BilingualText | undefined,
  max: number,
): BilingualText => {
  const read = (name: string, text: string, min: number): string => {
    const lines = text.replaceAll("\r\n", "\n").trim();
    if (!isLines(lines, min, max))
      fields.refuse({
        field: `${field}.${name}`,
        en: `${min} to ${max} characters, no control characters but line feeds`,
        zh: `${min} 至 ${max} 个字符，除换行外不含控制字符`,
      });
    return lines;
  };
  return { zh: read("zh", value?.zh ?? "", 1), en: read("en", value?.en ?? "", 0) };
};

/** A path of one of the platform's own pages. */
export const readLink = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, OWN_PAGE, {
    en: "a path of the platform's own pages such as /wallet",
    zh: "须为本平台的页面路径，如 /wallet",
  });

/** As `readLink`, or empty. */
export const readLinkOrNone = (fields: FieldReader, field: string, value: string): string =>
  value === "" ? "" : readLink(fields, field, value);

/** A key by which its sender knows a message again. */
export const readMessageKey = (fields: FieldReader, value: string): string =>
  fields.matching("message_key", value, /^[A-Za-z0-9_:.-]{1,100}$/, {
    en: "1 to 100 of A-Z a-z 0-9 _ : . -",
    zh: "1 至 100 个字母、数字或 _ : . -",
  });
