/* Words of an extract that are selected are left out; the choice stands in a hidden field, and the sheet is asked for anew. */
(() => {
  const form = document.querySelector("[data-marking]");
  if (!form) return;
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
  const mark = () => {
    const chosen = window.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return;
    const range = chosen.getRangeAt(0);
    const start = range.startContainer.parentElement;
    const box = start && start.closest("[data-extract]");
    if (!box || !box.contains(range.endContainer) || !start.closest("[data-words]")) return;
    const out = places(box);
    box.querySelectorAll("[data-word]").forEach((word) => range.intersectsNode(word) && out.add(word.dataset.word));
    chosen.removeAllRanges();
    keep(box, out);
  };
  form.querySelectorAll("[data-extract]").forEach((box) => {
    show(box);
    box.querySelector("[data-unmark]").addEventListener("click", () => {
      box.querySelectorAll("[data-sentences] input").forEach((one) => (one.checked = false));
      keep(box, new Set());
    });
    box.querySelector("[data-words]").addEventListener("mouseup", mark);
    box.querySelector("[data-words]").addEventListener("touchend", () => setTimeout(mark, 50));
  });
})();
