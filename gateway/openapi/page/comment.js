/** A contract's comment with its citations as links: `P10` leads to the rule's words at the page's end. */
import { make, say, words } from "/docs/words.js";

const PART = /(PAYMENT_RULES|VERTICAL_RULES|\b[PV]\d+\b)/;

/** What the comments call the two tables of rules; comments are English. */
const BOOKS = { PAYMENT_RULES: "payment rules", VERTICAL_RULES: "rules of the trades" };

const link = (part, rules) => {
  if (part in BOOKS) return make("a", { href: "#rules" }, BOOKS[part]);
  const text = rules[part];
  return text ? make("a", { href: `#rule-${part}`, title: text }, part) : part;
};

/** The comment as nodes. `rules`: id to words. */
export const withLinks = (text, rules) =>
  text.split(PART).map((part, index) => (index % 2 === 1 ? link(part, rules) : part));

/** What a route's comment says beyond its summary and its reasons, which are shown on their own. */
export const restOf = ({ summary = "", description = "" }) => {
  const rest = description.startsWith(summary) ? description.slice(summary.length) : description;
  return rest
    .split(/\n?Reasons?:/)[0]
    .replace(/^[.:]\s*/, "")
    .trim();
};

/** The section that tells the cited rules. */
export const rulesSection = (rules) =>
  make(
    "section",
    { id: "rules" },
    say(words.rules, "h2"),
    say(words.rulesAbout, "p", { className: "faint" }),
    make(
      "dl",
      { className: "rules card" },
      ...Object.entries(rules).flatMap(([id, text]) => [
        make("dt", { id: `rule-${id}` }, id),
        make("dd", {}, ...withLinks(text, rules)),
      ]),
    ),
  );
