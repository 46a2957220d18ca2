// A calendar beside a typed date: it writes into the same field and is never the only way. Days are named by the browser in the page's language.
"use strict";
(() => {
  const say = (date, options) => new Intl.DateTimeFormat(document.documentElement.lang || "da", options).format(date);
  const make = (tag, given = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) name in element ? (element[name] = value) : element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const at = (year, month, day) => new Date(year, month, day, 12); // noon: summer time cannot move the day
  const typed = (text) => {
    const found = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/.exec(text);
    return found ? at(+found[3], found[2] - 1, +found[1]) : null;
  };
  const written = (date) => `${String(date.getDate()).padStart(2, "0")}.${String(date.getMonth() + 1).padStart(2, "0")}.${date.getFullYear()}`;
  const full = (date) => say(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

  function open(button) {
    const field = document.getElementById(button.dataset.calendar);
    const chosen = typed(field.value);
    const today = at(new Date().getFullYear(), new Date().getMonth(), new Date().getDate());
    const title = make("h2", { id: "calendar-title", "aria-live": "polite" });
    const body = make("tbody");
    const move = (months) => show(at(shown.getFullYear(), shown.getMonth() + months, 1), false);
    const arrow = (label, sign, months) => make("button", { type: "button", ariaLabel: label, onclick: () => move(months) }, sign);
    const names = [...Array(7).keys()].map((day) => {
      const monday = at(2024, 0, 1 + day); // 1 January 2024 was a Monday
      return make("th", { scope: "col", abbr: say(monday, { weekday: "long" }) }, say(monday, { weekday: "short" }).slice(0, 2));
    });
    const table = make("table", { "aria-labelledby": "calendar-title" }, make("thead", {}, make("tr", {}, ...names)), body);
    const dialog = make(
      "dialog",
      { className: "fds-modal calendar", "aria-labelledby": "calendar-title" },
      make("header", {}, arrow(button.dataset.previous, "‹", -1), title, arrow(button.dataset.next, "›", 1)),
      table,
      make("button", { type: "button", className: "link", onclick: () => dialog.close() }, button.dataset.close),
    );
    let shown = chosen ?? today;

    function show(date, focus) {
      shown = date;
      title.textContent = say(date, { month: "long", year: "numeric" });
      const first = at(date.getFullYear(), date.getMonth(), 1);
      const last = at(date.getFullYear(), date.getMonth() + 1, 0).getDate();
      const cells = Array((first.getDay() + 6) % 7).fill(null); // the week begins on Monday
      for (let day = 1; day <= last; day++) cells.push(at(date.getFullYear(), date.getMonth(), day));
      const rows = [];
      for (let week = 0; week < cells.length; week += 7) rows.push(make("tr", {}, ...cells.slice(week, week + 7).map(cell)));
      body.replaceChildren(...rows);
      if (focus) body.querySelector("[tabindex='0']").focus();
    }

    function cell(date) {
      if (!date) return make("td");
      const button = make("button", { type: "button", ariaLabel: full(date), onclick: () => choose(date) }, String(date.getDate()));
      button.tabIndex = date.getTime() === shown.getTime() ? 0 : -1;
      button.ariaPressed = String(date.getTime() === chosen?.getTime());
      if (date.getTime() === today.getTime()) button.ariaCurrent = "date";
      return make("td", {}, button);
    }

    function choose(date) {
      field.value = written(date);
      field.dispatchEvent(new Event("change", { bubbles: true }));
      dialog.close();
    }

    table.addEventListener("keydown", (e) => {
      const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[e.key];
      const months = { PageUp: -1, PageDown: 1 }[e.key];
      if (!days && !months) return;
      e.preventDefault();
      const lastOf = at(shown.getFullYear(), shown.getMonth() + (months ?? 0) + 1, 0).getDate();
      const next = days
        ? at(shown.getFullYear(), shown.getMonth(), shown.getDate() + days)
        : at(shown.getFullYear(), shown.getMonth() + months, Math.min(shown.getDate(), lastOf));
      show(next, true);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      field.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    show(shown, true);
  }

  document.addEventListener("click", (e) => {
    const button = e.target instanceof Element && e.target.closest("[data-calendar]");
    if (button) open(button);
  });
})();
