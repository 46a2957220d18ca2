// The steps of a long form fetched one after another, so that the browser's own Back and Forward show them again with all that was typed.
// Earlier pages live in the memory of this page only: nothing is written to the device, and »Forlad siden« forgets them.
"use strict";
(() => {
  const ME = String(performance.timeOrigin); // tells the places of this page in the history from those of one that is gone
  const OWN = ["at", "go", "drop", "files", "altcha"]; // fields that belong to one page only
  const BESIDE = ["token", "kept", "checking", "seen", "ticket", "call", "sent"]; // fields that travel with the answers
  const pages = []; // by number: what a page looked like when it was left
  const latest = new Map(); // every answer as it was given last, by name
  let shown = 0;
  let turns = 0;
  let busy = false;
  let typed = false;
  let left = false;

  const main = () => document.querySelector("main");
  const theForm = () => document.querySelector("form[data-steps]");
  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  // ---------- Pages: taken out of the document, and put into it again

  const looks = (from, top) => ({
    name: from.querySelector("main").dataset.page,
    title: from.title,
    lang: from.documentElement.lang,
    css: from.body.className,
    nodes: [...from.body.childNodes],
    top,
  });

  function put(page) {
    document.title = page.title;
    document.documentElement.lang = page.lang;
    document.body.className = page.css;
    document.body.replaceChildren(...page.nodes);
    scrollTo(0, page.top);
    document.dispatchEvent(new CustomEvent("page:shown"));
    const heading = document.querySelector("h1");
    if (!heading || document.querySelector("[data-errors]")) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function read(html) {
    const from = new DOMParser().parseFromString(html, "text/html");
    from.querySelectorAll("noscript").forEach((one) => one.remove());
    from.querySelectorAll("body script[src]").forEach((one) => {
      one.remove(); // a parsed one would not run
      const src = one.getAttribute("src");
      if (!document.querySelector(`script[src="${src}"]`)) document.head.append(Object.assign(document.createElement("script"), { src }));
    });
    return looks(from, 0);
  }

  const harmless = (page) => /(added|concerns\.saved|receipt)$/.test(page.name); // nothing waits to be sent

  // ---------- Answers: a page that is shown again gets what was answered since, so that going back and on again loses nothing

  function note(form) {
    if (form?.dataset.act !== "file_concern") return;
    const data = new FormData(form);
    for (const { name, type } of form.elements) {
      if (name && type !== "submit" && !OWN.includes(name)) latest.set(name, data.getAll(name));
    }
  }

  function bring(form) {
    if (form?.dataset.act !== "file_concern") return;
    const summary = form.querySelector(".summary");
    if (summary) return stale(form) && send(form.action, merged(form)); // what is read through is what is sent
    const asked = new Set();
    for (const field of form.elements) {
      if (!field.name || ["hidden", "submit", "file"].includes(field.type)) continue;
      asked.add(field.name);
      const said = latest.get(field.name);
      if (!said) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = said.includes(field.value);
      else field.value = said[0] ?? "";
    }
    form.querySelectorAll("input[type=hidden]").forEach((field) => latest.has(field.name) && field.remove());
    for (const [name, said] of latest) if (!asked.has(name)) form.append(...said.map((value) => hidden(name, value)));
  }

  function stale(form) {
    const data = new FormData(form);
    return [...latest].some(([name, said]) => !BESIDE.includes(name) && said.join("\n") !== data.getAll(name).join("\n"));
  }

  function merged(form) {
    const data = new FormData();
    data.append("at", form.elements.namedItem("at").value);
    for (const [name, said] of latest) said.forEach((value) => data.append(name, value));
    return data;
  }

  // ---------- On: a step is fetched, and becomes a place in the history

  const say = (what) => {
    const line = document.querySelector("[data-way]");
    if (line) line.textContent = what ? line.dataset[what] : "";
  };

  document.addEventListener("submit", (e) => {
    const form = e.target;
    const proof = form.querySelector("[data-proof]");
    if (!form.matches("[data-steps]") || e.defaultPrevented || (proof && !proof.value)) return;
    e.preventDefault();
    const data = new FormData(form);
    if (e.submitter?.name) data.append(e.submitter.name, e.submitter.value);
    note(form);
    send(e.submitter?.hasAttribute("formaction") ? e.submitter.formAction : form.action, data);
  });

  async function send(address, data) {
    if (busy) return;
    busy = true;
    const turn = turns;
    const patience = setTimeout(say, 1000, "waiting");
    try {
      const answer = await fetch(address, { method: "POST", body: data });
      const page = read(await answer.text());
      if (page.name.endsWith("receipt")) receipt(address, data);
      else if (turn === turns) onward(page, answer.url);
    } catch {
      say("failed");
    }
    clearTimeout(patience);
    busy = false;
    if (turn !== turns) bring(theForm()); // somebody went back meanwhile
  }

  function onward(page, url) {
    guard();
    const here = looks(document, scrollY);
    const same = page.name === here.name; // the same step with its errors
    if (!same) {
      history.replaceState({ steps: ME, at: shown, ...history.state, on: true }, "");
      pages.length = shown;
      pages.push(here);
      shown += 1;
    }
    put(page);
    left = harmless(page);
    history[same ? "replaceState" : "pushState"]({ steps: ME, at: shown }, "", url);
    note(theForm());
  }

  // It is stored: the receipt is asked for as a page of its own, which shows the same code again however often it is loaded.
  function receipt(address, data) {
    markSent();
    left = true;
    const form = Object.assign(document.createElement("form"), { method: "post", action: address, enctype: "multipart/form-data" });
    for (const [name, value] of data) if (typeof value === "string" && !["go", "altcha"].includes(name)) form.append(hidden(name, value));
    form.append(hidden("go", "receipt"));
    form.hidden = true;
    document.body.append(form);
    form.submit();
    form.remove();
  }

  // That the page in this place was sent, and no more than that, is noted with the place itself.
  const place = () => window.navigation?.currentEntry;
  const wasSent = () => Boolean(history.state?.sent || place()?.getState()?.sent);
  function markSent() {
    if (place() && !sent) navigation.updateCurrentEntry({ state: { sent: true } });
    else history.replaceState({ steps: ME, ...history.state, sent: true }, ""); // no question either about loading a receipt again
  }

  // On the receipt: one place more, so that Back stays on this page and asks for what was sent, to correct it or to add to it.
  const sent = document.querySelector("form[data-sent]");
  const CODE = "#kode";
  if (sent) {
    shown = 1;
    window.addEventListener("load", () => setTimeout(() => (location.hash = CODE)));
  }
  // When they have saved the code, or leave, its places in the history become ones that a browser asks for without sending the form again.
  let settled = null;
  const settle = () =>
    new Promise((done) => {
      if (!sent || history.state) return done();
      settled = () => {
        settled = null;
        history.replaceState({ steps: ME, at: 0, sent: true }, "");
        history.pushState({ steps: ME, at: 1, sent: true }, "");
        done();
      };
      if (location.hash !== CODE) return settled();
      history.back();
      setTimeout(done, 500);
    });
  document.addEventListener("page:leaving", (e) => e.detail.push(settle()));
  document.addEventListener("click", async (e) => {
    const link = e.target.closest("a[data-onward]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    try {
      const answer = await fetch(link.href);
      const page = read(await answer.text());
      await settle();
      onward(page, answer.url);
    } catch {
      location.assign(link.href);
    }
  });
  async function again() {
    const turn = turns;
    const data = new FormData(sent);
    data.append("go", "check");
    const answer = await fetch(sent.action, { method: "POST", body: data });
    const page = read(await answer.text());
    if (turn !== turns) return;
    pages[1] = looks(document, scrollY);
    shown = 0;
    put(page);
    note(theForm());
  }

  // ---------- Back and Forward

  window.addEventListener("popstate", ({ state }) => {
    if (settled) return settled();
    if (sent && !state) return location.hash === CODE ? turnTo(1) : location.hash || turnTo(0);
    if (!state) return history.replaceState({ steps: ME, at: shown }, ""); // a link within the page
    turns += 1;
    if (state.steps === ME) return turnTo(state.at);
    turnTo(0); // a place of a page that is gone: it was loaded anew since
    begin(state);
  });

  function turnTo(at) {
    if (at === shown) return;
    if (!pages[at]) return sent && again().catch(() => {});
    note(theForm());
    say("");
    pages[shown] = looks(document, scrollY);
    shown = at;
    put(pages[at]);
    left = harmless(pages[at]);
    bring(theForm());
  }

  // A page that was just loaded, in a place that had answers before.
  function begin(came) {
    const sent = wasSent();
    history.replaceState({ steps: ME, at: 0, sent }, "");
    if (came?.steps && (sent || came.at || came.on)) tell(sent ? "sent" : "lost");
  }

  // Words above the page: that what was written is gone, or was sent.
  function tell(what) {
    const words = document.querySelector(`template[data-when=${what}]`);
    if (!words || main().querySelector("[data-told=sent]")) return;
    main().querySelector("[data-told]")?.remove();
    const told = words.content.firstElementChild.cloneNode(true);
    told.dataset.told = what;
    main().prepend(told);
  }

  // ---------- Coming and going: nothing that was typed goes without a question, unless somebody says so

  const stay = (e) => {
    if (left) return;
    e.preventDefault();
    e.returnValue = true;
  };
  function guard() {
    if (!typed) window.addEventListener("beforeunload", stay);
    typed = true;
  }
  document.addEventListener("input", (e) => e.target.closest("form[data-steps]") && guard());
  document.addEventListener("click", go, true);
  function go(e) {
    const link = e.target instanceof Element && e.target.closest("a[href]");
    if (!link || !link.matches("[data-leave], [data-quit], [href^='tel:']")) return;
    left = true;
    if (link.matches("[data-leave]")) {
      pages.length = 0;
      latest.clear();
    } else if (link.protocol === "tel:") setTimeout(() => (left = false), 1000);
  }
  window.addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    left = false;
    if (wasSent()) tell("added");
  });

  if (sent || !theForm()) return;
  history.scrollRestoration = "manual";
  begin(history.state);
})();
