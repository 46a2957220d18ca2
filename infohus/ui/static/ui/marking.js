/* Words of an extract that are selected are left out; the choice stands in a hidden field, and the sheet is asked for anew. */
(() => {
  const form = document.querySelector("[data-marking]");
  if (!form) return;
  /* An answer to what was chosen before is left out when something else has been chosen since: the next request tells it. */
  let chosen = 0;
  let sent = 0;
  ["change", "look"].forEach((name) => form.addEventListener(name, () => (chosen += 1), true));
  form.addEventListener("htmx:configRequest", () => (sent = chosen));
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (sent !== chosen) event.detail.shouldSwap = false;
  });
  const places = (box) => new Set(box.querySelector("[data-cut]").value.split(",").filter(Boolean));
  const show = (box) => {
    const out = places(box);
    box.querySelectorAll("[data-word]").forEach((word) => word.classList.toggle("left-out", out.has(word.dataset.word)));
    box.querySelector("[data-marked]").hidden = out.size === 0;
  };
  const keep = (box, out) => {
    box.querySelector("[data-cut]").value = [...out].sort((a, b) => a - b).join(",");
    show(box);
    form.dispatchEvent(new Event("look"));
  };
  let began = null; /* the extract in which the button was pressed: it may be let go outside of it */
  const mark = (box) => {
    const selected = window.getSelection();
    if (!box || !selected || selected.isCollapsed || !selected.rangeCount) return;
    const range = selected.getRangeAt(0);
    const out = places(box);
    box.querySelectorAll("[data-word]").forEach((word) => range.intersectsNode(word) && out.add(word.dataset.word));
    selected.removeAllRanges();
    keep(box, out);
  };
  form.querySelectorAll("[data-extract]").forEach((box) => {
    show(box);
    box.querySelector("[data-unmark]").addEventListener("click", () => {
      box.querySelectorAll("[data-sentences] input").forEach((one) => (one.checked = false));
      keep(box, new Set());
    });
    box.querySelector("[data-words]").addEventListener("mousedown", () => (began = box));
    box.querySelector("[data-words]").addEventListener("touchend", () => setTimeout(mark, 50, box));
  });
  document.addEventListener("mouseup", () => {
    mark(began);
    began = null;
  });
})();
