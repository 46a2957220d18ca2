// What JavaScript adds to pages that work without it. No inline code, no third party, nothing kept on the device.
"use strict";
(() => {
  const all = (selector, root = document) => root.querySelectorAll(selector);
  const on = (event, selector, act) =>
    document.addEventListener(event, (e) => {
      const found = e.target instanceof Element && e.target.closest(selector);
      if (found) act(found, e);
    });

  // Buttons that need JavaScript, and the focus on the summary of errors.
  const ready = (root) => {
    all("[data-print], [data-copy], [data-take], [data-calendar]", root).forEach((button) => (button.hidden = false));
    all("[data-acute]:checked", root).forEach(acute);
    all("form[data-draft-url]", root).forEach(draft);
    const errors = root.querySelector("[data-errors]");
    if (errors && document.activeElement !== errors) errors.focus();
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:load", (e) => ready(e.detail.elt));
  document.addEventListener("page:shown", () => ready(document)); // the next step of a long form (steps.js)
  // What htmx swapped in is announced by its own aria-live; a part that asks for the focus gets it.
  document.addEventListener("htmx:afterSettle", (e) => e.detail.elt.querySelector?.("[data-focus]")?.focus());
  // A link to a field focuses the field, not only scrolls to it.
  on("click", "[data-errors] a[href^='#']", (link, e) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    e.preventDefault();
    field.focus();
    (field.closest(".form-group") ?? field).scrollIntoView();
  });

  on("click", "[data-print]", () => window.print());
  on("click", "[data-copy]", async (button) => {
    const text = document.getElementById(button.dataset.copy).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy)); // then the person copies it
    }
  });
  // Their text under mine, when another has changed it meanwhile.
  on("click", "[data-take]", (button) => {
    const mine = document.getElementById(button.dataset.take);
    mine.value = `${mine.value.trimEnd()}\n\n${document.getElementById(button.dataset.from).innerText.trim()}`;
    mine.focus();
  });

  on("click", "[data-modal]", (link, e) => {
    const dialog = document.getElementById(link.dataset.modal);
    if (!dialog?.showModal) return;
    e.preventDefault();
    dialog.showModal();
  });

  // An acute sign opens the box with the numbers at once.
  function acute() {
    const box = document.querySelector("[data-acute-box]");
    if (box) box.hidden = !document.querySelector("[data-acute]:checked");
  }
  on("change", "input[type=checkbox], input[type=radio]", acute);

  // Leaving: what was typed is emptied, the page is replaced, and Back into this site goes out again.
  const LEFT = "left";
  const blank = () => (document.documentElement.hidden = true);
  const visit = performance.getEntriesByType("navigation")[0]?.type;
  const leave = () => document.querySelector("[data-leave]")?.dataset.leave;
  const remember = (value) => {
    try {
      return value === undefined ? sessionStorage.getItem(LEFT) : value ? sessionStorage.setItem(LEFT, "1") : sessionStorage.removeItem(LEFT);
    } catch {
      return null; // storage is switched off: leaving still works, Back does not
    }
  };
  on("click", "[data-leave]", (link, e) => {
    e.preventDefault();
    blank();
    all("form").forEach((form) => form.reset());
    all("input:not([type=hidden]), textarea").forEach((field) => (field.value = ""));
    remember(true);
    if (link.origin === location.origin) fetch(link.href, { keepalive: true, redirect: "manual" }).catch(() => {}); // answers with Clear-Site-Data
    const first = []; // what has to be done before (steps.js)
    document.dispatchEvent(new CustomEvent("page:leaving", { detail: first }));
    Promise.all(first).finally(() => location.replace(link.dataset.leave));
  });
  const back = (again) => {
    if (!again) return remember(false);
    if (!remember()) return (document.documentElement.hidden = false);
    blank();
    location.replace(leave() ?? "about:blank");
  };
  if (visit === "back_forward" && remember()) blank();
  document.addEventListener("DOMContentLoaded", () => back(visit === "back_forward"));
  window.addEventListener("pageshow", (e) => e.persisted && back(true));

  // Drafts: every ten seconds what has changed since; the answer ("Gemt kl. 10.36") is shown.
  const contents = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  function draft(form) {
    if (form.dataset.watched) return;
    form.dataset.watched = "yes";
    // What a refused page shows was sent and is kept nowhere: it is saved at once.
    let kept = "draftRefused" in form.dataset ? null : contents(form).toString();
    const told = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
    const say = (text) => told && (told.textContent = text);
    let sent = false; // what is sent is no draft any more
    const save = async (leaving) => {
      const now = contents(form);
      const before = kept;
      if (sent || now.toString() === kept) return;
      kept = now.toString();
      const keepalive = leaving && kept.length < 60_000; // it outlives the page, as far as browsers let it
      try {
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: now, redirect: "error", keepalive });
        if (!answer.ok && answer.status !== 409) throw answer; // 409: it says why it is not kept, and would say so again
        say((await answer.text()).slice(0, 160));
      } catch {
        kept = before;
        say(form.dataset.draftFailed ?? "Ikke gemt. Vi prøver igen om lidt.");
      }
    };
    if (kept === null) save(false);
    const clock = setInterval(() => (form.isConnected ? save(false) : clearInterval(clock)), 10_000);
    form.addEventListener("submit", () => {
      clearInterval(clock);
      sent = true;
    });
    document.addEventListener("visibilitychange", () => document.hidden && form.isConnected && save(true));
    window.addEventListener("pagehide", () => form.isConnected && save(true));
  }

  // What is saved by a press of its own (data-unsaved: the sentence) is not lost in silence: who sends another form, or leaves, is stopped.
  const written = (form, one) => one.value.trim() && (one.value !== one.defaultValue || form.querySelector("[data-errors]"));
  const unsaved = () => [...all("form[data-unsaved]")].filter((form) => [...all("textarea", form)].some((one) => written(form, one)));
  let sending = false;
  document.addEventListener(
    "submit",
    (e) => {
      const waiting = unsaved().find((form) => form !== e.target);
      sending = !waiting;
      if (!waiting) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      const said = waiting.querySelector("[data-unsaved-said]");
      said.textContent = waiting.dataset.unsaved;
      said.hidden = false;
      waiting.querySelector("textarea").focus();
      waiting.scrollIntoView({ block: "center" });
    },
    true,
  );
  document.addEventListener("htmx:afterRequest", () => (sending = false));
  window.addEventListener("beforeunload", (e) => !sending && unsaved().length && e.preventDefault());
})();
