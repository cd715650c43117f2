// The page's behaviour in the browser: buttons in rendered HTML become Gradio events, and what only the browser knows
// (focus, scrolling, the clipboard, the remembered language and theme) is handled here. No library, no request.
window.planqa = (() => {
  const PHONE = window.matchMedia("(max-width: 899px)");
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const afterUpdate = {};
  const triggers = {};
  let opener = null;
  let travelling = false;

  const remembered = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const remember = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* a private window: not remembered, nothing lost */ }
  };

  // Called once by each rendered part; its buttons carry data-event and the values to send.
  function connect(selector, element, trigger, watch, events) {
    const root = document.querySelector(selector) || element;
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-event]");
      if (!button || !element.contains(button) || !events.includes(button.dataset.event)) return;
      const { event: name, ...values } = button.dataset;
      if (values.refocus) pressed = `[data-event="${name}"][data-turn="${values.turn}"][data-refocus]`;
      if (name === "cite" && !button.closest(".evidence")) opener = { turn: values.turn, n: values.n };
      if (name === "land" || name === "open") {
        closeSheet(false);
        travelling = true;
      }
      trigger(name, values);
    });
    const update = afterUpdate[selector.slice(1)];
    if (update) {
      watch("value", () => requestAnimationFrame(() => update(root)));
      requestAnimationFrame(() => update(root));
    }
    // Asked for on every visit: the page as it was built may be in another language, or older than the plans.
    if (events.includes("language")) {
      const conversation = (location.hash.match(/^#c-(\w+)$/) || [])[1] || "";
      trigger("language", { language: remembered("planqa-language") || "zh", visit: "1", conversation });
    }
    triggers[selector.slice(1)] = trigger;
  }

  // A button that stays after it was pressed keeps the focus, although the part around it is rendered anew.
  let pressed = null;
  function keepFocus(root) {
    if (!pressed || !root.querySelector(pressed)) return;
    root.querySelector(pressed).focus({ preventScroll: true });
    pressed = null;
  }

  // The evidence panel: the mark it belongs to is lit, the quote is brought into view, a phone shows it as a sheet.
  afterUpdate.evidence = (root) => {
    const panel = root.querySelector(".evidence");
    document.querySelectorAll(".mark.is-open").forEach((mark) => mark.classList.remove("is-open"));
    if (!panel || !panel.dataset.n) return closeSheet(false);
    marksOf(panel.dataset).forEach((mark) => mark.classList.add("is-open"));
    const passage = panel.querySelector(".passage");
    const quote = passage && passage.querySelector("mark");
    // Gradio changes the panel in place, so it would keep the position of what it showed before.
    panel.scrollTop = 0;
    if (passage) passage.scrollTop = 0;
    if (panel.dataset.opened === "1") {
      if (PHONE.matches) openSheet();
      takeFocus(panel, 40);
    }
    const box = passage && passage.scrollHeight > passage.clientHeight ? passage : panel;
    const below = quote ? quote.getBoundingClientRect().bottom - box.getBoundingClientRect().top : 0;
    if (below > box.clientHeight - 24 || box === passage) box.scrollTop += below - box.clientHeight / 2;
    return undefined;
  };

  const marksOf = ({ turn, n }) => document.querySelectorAll(`.answer .mark[data-turn="${turn}"][data-n="${n}"]`);

  // A sheet that is still on its way to be shown cannot take the focus, so it is asked again until it does.
  function takeFocus(panel, tries) {
    panel.focus({ preventScroll: true });
    if (document.activeElement === panel || tries === 0 || !panel.isConnected) return;
    if (PHONE.matches && !document.body.classList.contains("sheet-open")) return;
    setTimeout(() => takeFocus(panel, tries - 1), 25);
  }

  function openSheet() {
    document.body.classList.add("sheet-open");
  }

  function closeSheet(giveFocusBack) {
    document.body.classList.remove("sheet-open");
    if (giveFocusBack && opener) marksOf(opener)[0]?.focus();
  }

  // A new question is brought to the top, where its answer then grows below it; a quick one is there already.
  let shownTurn = null;
  afterUpdate.thread = keepFocus;
  afterUpdate.latest = (root) => {
    keepFocus(root);
    const exchange = root.querySelector(".exchange");
    const turn = exchange ? Number(exchange.dataset.turn) : null;
    const isNew = turn && turn !== shownTurn && (turn - 1 === shownTurn || exchange.classList.contains("is-running"));
    if (isNew) exchange.scrollIntoView({ behavior: CALM.matches ? "auto" : "smooth", block: "start" });
    shownTurn = turn;
    const panel = document.querySelector(".evidence[data-n]");
    if (panel) marksOf(panel.dataset).forEach((mark) => mark.classList.add("is-open"));
  };

  // A section opens at its highlighted quote, else at its beginning; the tab may still be on its way to be shown.
  afterUpdate.section = (root) => {
    // The section is also rendered anew for other reasons, such as another language; the reader stays put then.
    if (!travelling) return;
    travelling = false;
    const arrive = (tries) => {
      const reader = root.querySelector(".reader");
      if (reader && reader.offsetParent === null && tries > 0) return void setTimeout(() => arrive(tries - 1), 50);
      const target = reader && (reader.querySelector("mark") || reader);
      if (!target) return;
      target.scrollIntoView({ block: target === reader ? "start" : "center" });
      reader.focus({ preventScroll: true });
    };
    arrive(40);
  };

  // The outline keeps its open section in view without moving the page.
  afterUpdate.outline = (root) => {
    const current = root.querySelector(".is-current");
    const scroller = current && [root.closest("#plan-side"), root].find((box) => box && box.scrollHeight > box.clientHeight);
    if (!scroller) return;
    const offset = current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    if (offset < 0 || offset > scroller.clientHeight - 40) scroller.scrollTop += offset - scroller.clientHeight / 3;
  };

  afterUpdate.masthead = (root) => {
    const header = root.querySelector("[data-language]");
    if (!header) return;
    document.documentElement.lang = header.dataset.language === "en" ? "en" : "zh-CN";
    document.title = header.dataset.product;
  };

  async function copyText(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without HTTPS there is no clipboard interface; the old command still works on a selection.
      const area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      area.style.opacity = "0";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 1600);
  }

  function switchTheme() {
    const dark = !document.body.classList.contains("dark");
    document.body.classList.toggle("dark", dark);
    remember("planqa-theme", dark ? "dark" : "light");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, [data-close]");
    if (!button) {
      if (document.body.classList.contains("sheet-open") && !event.target.closest("#evidence-column")) closeSheet(true);
      return;
    }
    if (button.dataset.copy !== undefined) copyText(button);
    if (button.dataset.close !== undefined) closeSheet(true);
    if (button.dataset.themeSwitch !== undefined) switchTheme();
    if (button.dataset.event === "language") remember("planqa-language", button.dataset.language);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("sheet-open")) closeSheet(true);
  });

  // Enter that picks a candidate in an input method must not send the question. Gradio does not look at this, so the
  // key is kept from it; 229 is what browsers report that end the composition before they send the key.
  for (const name of ["keydown", "keypress"]) {
    window.addEventListener(name, (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
    }, true);
  }

  const theme = remembered("planqa-theme");
  if (theme) {
    const apply = () => document.body.classList.toggle("dark", theme === "dark");
    // Gradio sets the system's choice when it starts; the person's choice comes after it.
    const observer = new MutationObserver(() => {
      if (document.querySelector("#masthead")) { observer.disconnect(); apply(); }
    });
    document.addEventListener("DOMContentLoaded", () => {
      apply();
      observer.observe(document.body, { childList: true, subtree: true });
    });
    if (document.body) { apply(); observer.observe(document.body, { childList: true, subtree: true }); }
  }

  return { connect, afterUpdate, triggers };
})();
