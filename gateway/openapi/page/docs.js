/** Shows /openapi.json route by route, with a form that calls each. Texts from the document are set as text, never as markup. */
import { rulesSection, withLinks } from "/docs/comment.js";
import { reasonsTable, routeOf } from "/docs/route.js";
import { offerSignIn } from "/docs/sign-in.js";
import { listenToLanguage, make, say, services, words } from "/docs/words.js";

const routesIn = (openapi) =>
  Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

const sectionOf = (openapi, name, routes, isDemo) => {
  const about = openapi.tags.find((tag) => tag.name === name)?.description ?? "";
  return make(
    "section",
    { id: name },
    say(services[name] ?? { zh: name, en: name }, "h2"),
    make("p", { className: "faint", lang: "en" }, ...withLinks(about, openapi["x-paywindow-rules"])),
    ...routes.map((route) => routeOf(openapi, route, isDemo)),
  );
};

/** The reasons of the doors and of every service's kernel, told once. */
const commonSection = (openapi) => {
  const texts = openapi["x-paywindow-reasons"];
  const names = Object.keys(texts).filter((name) => /^(common|gateway)\./.test(texts[name].domain));
  return make(
    "section",
    { id: "common-reasons" },
    say(words.common, "h2"),
    make("div", { className: "card padded" }, reasonsTable(names, texts)),
  );
};

const show = (openapi, isDemo) => {
  const groups = Map.groupBy(routesIn(openapi), ({ operation }) => operation.tags[0]);
  const sections = [...groups].map(([name, routes]) => sectionOf(openapi, name, routes, isDemo));
  const rest = [commonSection(openapi), rulesSection(openapi["x-paywindow-rules"])];
  document.querySelector("#routes").replaceChildren(...sections, ...rest);
  const links = [...groups.keys()].map((name) =>
    say(services[name] ?? { zh: name, en: name }, "a", { href: `#${name}` }),
  );
  document
    .querySelector("#contents")
    .append(...links, say(words.reasons, "a", { href: "#common-reasons" }), say(words.rules, "a", { href: "#rules" }));
};

const listenToFilter = () => {
  const filter = document.querySelector("#filter");
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const route of document.querySelectorAll("details.route")) {
      const { zh, en } = route.querySelector(".title").dataset;
      const path = route.querySelector("summary code").textContent;
      route.hidden = ![zh, en, path, route.id].some((text) => text.toLowerCase().includes(wanted));
    }
  });
};

/** An address that names a route opens it. */
const openNamed = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) named.open = true;
  named?.scrollIntoView();
};

listenToLanguage(document.querySelector("#language"));
listenToFilter();
const [openapi, isDemo] = await Promise.all([fetch("/openapi.json").then((one) => one.json()), offerSignIn()]);
show(openapi, isDemo);
openNamed();
// The named place did not exist when the page was loaded: going there anew makes it the :target.
if (location.hash) location.replace(location.hash);
addEventListener("hashchange", openNamed);
