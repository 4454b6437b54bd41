const held = JSON.parse(document.getElementById("held").textContent);
const dialog = document.getElementById("behind");
const one = (tag, text, parent) => {
  const made = document.createElement(tag);
  made.textContent = text; // text is never markup here
  parent.append(made);
  return made;
};

function open(mark) {
  const body = dialog.querySelector("div");
  body.replaceChildren();
  one("h2", mark.told, body).id = "behind-title";
  const shown = mark.opens.length, all = mark.n_passages;
  const some = shown < all ? `${shown} of ${all} sentences, from the lowest score to the highest; all are in the tables.` : `${all} sentence${all === 1 ? "" : "s"}.`;
  one("p", all ? some : "No sentence is kept for this mark.", body).className = "soft";
  for (const place of mark.opens) {
    const passage = held.passages[place];
    const item = one("article", "", body);
    const quote = one("blockquote", "", item);
    const [start, end] = passage.target ?? [0, 0];
    const letters = Array.from(passage.text); // offsets count characters, not UTF-16 units
    quote.append(letters.slice(0, start).join(""));
    if (end > start) one("mark", letters.slice(start, end).join(""), quote);
    quote.append(letters.slice(end).join(""));
    const score = passage.score === undefined ? "" : `score ${passage.score > 0 ? "+" : ""}${passage.score.toFixed(2)} · `;
    one("p", `${passage.who ? `${passage.who} · ` : ""}${score}${passage.date} · ${passage.source}`, item).className = "soft";
  }
  dialog.showModal();
  body.scrollTop = 0;
}

// A mark is a button: Tab comes to the figure, arrow keys go from mark to mark, Enter opens.
function makeButtons(place) {
  const buttons = [...place.querySelectorAll('[role="graphics-symbol"]')].filter((each) => each.__data__?.datum?.told);
  buttons.forEach((button, n) => {
    button.setAttribute("role", "button");
    button.removeAttribute("aria-roledescription");
    button.setAttribute("tabindex", n ? "-1" : "0");
    button.addEventListener("click", () => open(button.__data__.datum));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) {
        const next = buttons[(n + step + buttons.length) % buttons.length];
        button.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      } else if (event.key === "Enter" || event.key === " ") open(button.__data__.datum);
      else return;
      event.preventDefault();
    });
  });
}

function fitted(spec, room) {
  const made = structuredClone(spec);
  const narrow = room < 620;
  if (made.facet) {
    made.columns = narrow ? 1 : made.columns;
    made.spec.width = Math.floor(room / made.columns) - 52;
  } else if (typeof made.width === "number") made.width = room;
  if (narrow && made.encoding?.y?.axis) {
    made.encoding.y.axis.labelLimit = 130;
    made.layer = made.layer.filter((layer) => !layer.encoding?.text?.condition); // no room for numbers
  }
  const rows = made.datasets.marks;
  const days = rows.filter((row) => row.begin).flatMap((row) => [row.begin, row.end]).map(Date.parse);
  const first = Math.min(...days), share = (day) => (Date.parse(day) - first) / (Math.max(...days) - first);
  made.datasets.landmarks.forEach((line, n) => Object.assign(line, { late: share(line.day) > 0.7, row: n % 3 }));
  for (const row of rows.filter((row) => row.text)) {
    // Beside its mark, on the side where there is room; six pixels are a letter of this size.
    const at = share(row.begin) * room, letters = Math.floor(Math.max(at, room - at) / 6);
    row.left = at > room - at && row.text.length * 6 > room - at;
    if (row.text.length > letters) row.text = `${row.text.slice(0, letters - 2)}…`;
  }
  return made;
}

async function draw(place) {
  const spec = held.charts[place.dataset.chart];
  const least = Number(place.dataset.least ?? 0);
  place.style.minWidth = "0";
  const room = Math.max(place.parentElement.clientWidth, least);
  place.style.minWidth = `${least}px`;
  const config = {
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: { labelColor: "#1d2126", titleColor: "#57606a", titleFontWeight: "normal", labelFontSize: 12, gridColor: "#e3e3e3", domainColor: "#8a8a8a" },
    range: { category: ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F", "#332288", "#882255", "#117733"] },
  };
  await vegaEmbed(place, fitted(spec, room), { actions: false, renderer: "svg", ast: true, logLevel: 1, defaultStyle: false, config, tooltip: { theme: "custom" } });
  makeButtons(place);
  place.closest("figure").classList.add("drawn"); // the picture stays for print
}

// What is folded has no width yet; it is drawn when it opens.
const places = [...document.querySelectorAll("[data-chart]")].filter((each) => !each.closest("details:not([open])"));
for (const fold of document.querySelectorAll("details"))
  fold.addEventListener("toggle", () => fold.open && fold.querySelectorAll("[data-chart]").forEach(draw));
const drawAll = () => Promise.all(places.map(draw)).then(() => document.body.setAttribute("data-drawn", "yes"));
drawAll();
let width = window.innerWidth, waiting;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 150);
});
dialog.querySelector("button").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
// "Sentences" beside an answer opens those of the actors that it compares.
for (const button of document.querySelectorAll("[data-opens]"))
  button.addEventListener("click", () => open(held.answers[button.dataset.opens]));
