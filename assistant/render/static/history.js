// Kept conversations in the browser: the drawer on a narrow window, renaming and deleting in place, editing the newest
// question, and the address that a conversation is taken up from again.
(() => {
  const { afterUpdate, triggers } = window.planqa;

  // Gradio loses an event that is sent in the moment in which an earlier one ends. The first one is the page's own,
  // so a question that is asked meanwhile waits until that one is over.
  const SETTLING = 200;
  let ready = false;
  let held = null;
  function hold(event, send) {
    event.preventDefault();
    event.stopImmediatePropagation();
    held = send;
  }
  // Both events that one press sends: Gradio listens to the second.
  for (const name of ["keydown", "keypress"]) {
    document.addEventListener(name, (event) => {
      const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest?.("#question");
      if (!ready && asks) hold(event, () => document.querySelector("#send")?.click());
    }, true);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#send, [data-event='ask']");
    if (!ready && button) hold(event, () => button.click());
  }, true);
  afterUpdate.history = (root) => {
    if (ready || !root.querySelector(".history, .history-note")) return;
    setTimeout(() => {
      ready = true;
      held?.();
      held = null;
    }, SETTLING);
  };

  const make = (tag, css, text) => {
    const element = document.createElement(tag);
    element.className = css;
    if (tag === "button") element.type = "button";
    if (text) element.textContent = text;
    return element;
  };

  // A session that is over leads to the sign-in page, whatever the page was about to ask.
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const response = await ask(...request);
    if (response.status === 401) location.assign("login");
    return response;
  };

  // The open conversation stands in the address, so that a reload or a restarted server opens it again.
  afterUpdate["talk-bar"] = (root) => {
    const bar = root.querySelector("[data-id]");
    if (!bar) return;
    const wanted = bar.dataset.id ? `#c-${bar.dataset.id}` : "";
    if (location.hash !== wanted) history.replaceState(null, "", wanted || location.pathname + location.search);
  };

  // Other documents mean another header, other plans to browse and other examples: the page is told anew.
  afterUpdate["document-outcome"] = (root) => {
    const change = root.querySelector("[data-changed='1']");
    if (!change || change.dataset.told) return;
    change.dataset.told = "1";
    const language = document.documentElement.lang === "en" ? "en" : "zh";
    setTimeout(() => triggers.masthead("language", { language }), SETTLING);
  };

  let opener = null;
  function openDrawer(button) {
    opener = button;
    document.body.classList.add("drawer-open");
    setTimeout(() => document.querySelector("#history-column .fresh")?.focus(), 60);
  }
  function closeDrawer(giveFocusBack) {
    if (!document.body.classList.contains("drawer-open")) return;
    document.body.classList.remove("drawer-open");
    if (giveFocusBack) opener?.focus();
  }

  // A title becomes a field; Enter keeps what is in it, Escape leaves the title as it was.
  function rename(button) {
    const item = button.closest(".history-item");
    const form = make("form", "history-form");
    const field = make("input", "field");
    field.value = button.dataset.title;
    field.maxLength = 100;
    field.setAttribute("aria-label", item.dataset.hint);
    const leave = () => { form.remove(); item.classList.remove("is-edited"); };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const title = field.value.trim();
      leave();
      if (title && title !== button.dataset.title) triggers.history("rename", { id: button.dataset.rename, title });
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      leave();
      button.focus();
    });
    const save = make("button", "quiet", item.dataset.save);
    save.type = "submit";
    form.append(field, save);
    item.classList.add("is-edited");
    item.append(form);
    field.select();
  }

  // The first press asks, the second deletes; whoever does something else meanwhile has not meant it.
  function askToDelete(button) {
    if (button.classList.contains("is-asking")) {
      if (button.dataset.remove) triggers["document-table"]("remove", { id: button.dataset.remove });
      else triggers.history("delete", { id: button.dataset.delete });
      return;
    }
    const sign = button.innerHTML;
    button.classList.add("is-asking");
    button.textContent = button.dataset.confirm;
    const leave = () => { button.classList.remove("is-asking"); button.innerHTML = sign; };
    button.addEventListener("blur", leave, { once: true });
    setTimeout(leave, 6000);
  }

  // The newest question becomes a field; sending it replaces the answer.
  function edit(button) {
    const question = button.closest(".question");
    if (question.querySelector("form")) return;
    const form = make("form", "edit-form");
    const field = make("textarea", "field");
    field.value = button.dataset.edit;
    field.maxLength = 2000;
    field.rows = Math.min(6, Math.ceil(field.value.length / 30) + 1);
    field.setAttribute("aria-label", button.getAttribute("aria-label"));
    const leave = () => { form.remove(); question.classList.remove("is-edited"); button.focus(); };
    const send = () => {
      const text = field.value.trim();
      if (!text) return;
      form.remove();
      question.classList.remove("is-edited");
      triggers.latest("ask", { question: text, replace: "1" });
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave();
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
    });
    const resend = make("button", "primary", button.dataset.send);
    resend.type = "submit";
    const cancel = make("button", "quiet", button.dataset.cancel);
    cancel.addEventListener("click", leave);
    const foot = make("div", "edit-foot");
    foot.append(make("span", "hint", button.dataset.hint), cancel, resend);
    form.append(field, foot);
    question.classList.add("is-edited");
    question.append(form);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  document.addEventListener("change", (event) => {
    const choice = event.target.closest("[data-change]");
    if (choice) triggers["talk-bar"](choice.dataset.change, { value: choice.value });
  });

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("details.menu");
    document.querySelectorAll("details.menu[open]").forEach((open) => { if (open !== menu) open.open = false; });
    if (event.target.closest(".menu-item")) menu.open = false;
    const button = event.target.closest("button");
    if (!button) {
      if (!event.target.closest("#history-column")) closeDrawer(true);
      return;
    }
    const { dataset } = button;
    if (dataset.drawer === "open") openDrawer(button);
    if (dataset.drawer === "close") closeDrawer(true);
    if (dataset.event === "resume" || dataset.event === "fresh") closeDrawer(false);
    if (dataset.event === "fresh") setTimeout(() => document.querySelector("#question textarea")?.focus(), 60);
    if (dataset.rename !== undefined) rename(button);
    if (dataset.delete !== undefined || dataset.remove !== undefined) askToDelete(button);
    if (dataset.edit !== undefined) edit(button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else {
      closeDrawer(true);
    }
  });
})();
