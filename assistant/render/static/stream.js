// Gradio's client stops listening as soon as the server has nothing more to say, also when a further request was
// accepted while that word was under way: its answer would then never be heard, and its button never work again.
// So the stream of answers goes on here for as long as a request that the server has accepted is without its last word.
// And who is no longer signed in, here or in another window, gets the sign-in page instead of a broken connection.
(() => {
  const fetchAtOnce = window.fetch.bind(window);
  const ENDS = new Set(["process_completed", "unexpected_error", "server_stopped"]);
  const GRACE_MS = 100;
  const SETTLED_MS = 30;
  const PATIENCE_MS = 3000;
  const unanswered = new Set();
  const acceptedAt = new Map();
  let closedAt = -Infinity;

  let leaving = false;
  const never = () => new Promise(() => {});

  // A page on its way out asks for nothing more: its session may have ended before it has gone.
  async function fetchPlainly(input, init) {
    if (leaving) return never();
    const response = await fetchAtOnce(input, init);
    if (response.status !== 401 || new URL(input.url || input, location.href).origin !== location.origin) return response;
    leaving = true;
    const masthead = document.querySelector(".masthead");
    location.assign(`login?lang=${masthead ? masthead.dataset.language : "zh"}`);
    return never();
  }

  const isAbout = (input, path) => new URL(input.url || input, location.href).pathname.endsWith(path);

  // A request accepted just as the stream was closed is told of once Gradio has taken notice of that.
  async function join(input, init) {
    const response = await fetchPlainly(input, init);
    const said = await response.clone().json().catch(() => ({}));
    if (said.event_id) unanswered.add(said.event_id);
    if (said.event_id) acceptedAt.set(said.event_id, performance.now());
    const wait = closedAt + GRACE_MS - performance.now();
    if (wait > 0) await sleep(wait);
    return response;
  }

  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // What is said of a request before Gradio knows that it was accepted gets lost: it is told once that is settled.
  async function settle(id) {
    const patience = performance.now() + PATIENCE_MS;
    while (!acceptedAt.has(id) && performance.now() < patience) await sleep(10);
    const since = performance.now() - (acceptedAt.get(id) || 0);
    if (since < SETTLED_MS) await sleep(SETTLED_MS - since);
  }

  function read(message) {
    const data = message.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("");
    try { return JSON.parse(data); } catch { return {}; }
  }

  // Passes on message by message what comes; whether the server closed although something is unanswered.
  async function pass(body, controller, signal) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const encoder = new TextEncoder();
    let text = "";
    let closing = "";
    for (;;) {
      const { value, done } = await reader.read();
      text += value || "";
      const messages = text.split("\n\n");
      text = messages.pop();
      for (const message of messages) {
        const said = read(message);
        if (said.event_id) await settle(said.event_id);
        if (ENDS.has(said.msg)) said.event_id ? unanswered.delete(said.event_id) : unanswered.clear();
        if (said.msg === "close_stream") closing = message;
        else controller.enqueue(encoder.encode(message + "\n\n"));
      }
      if (done) break;
    }
    // Told only now that the server is through: Gradio breaks the connection off, and a server that is still at it would
    // take that for a visitor who has left, and stop what else he asked for.
    if (closing && unanswered.size && !signal.aborted) return true;
    closedAt = performance.now();
    if (closing) controller.enqueue(encoder.encode(closing + "\n\n"));
    return false;
  }

  async function listen(request) {
    const first = await fetchPlainly(request.clone());
    if (!first.ok || !first.body) return first;
    const start = async (controller) => {
      try {
        let response = first;
        while (await pass(response.body, controller, request.signal)) {
          response = await fetchPlainly(request.clone());
          if (!response.ok) break;
        }
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    };
    return new Response(new ReadableStream({ start }), { status: first.status, headers: first.headers });
  }

  addEventListener("submit", (event) => { leaving ||= event.target.matches("form.account"); });
  addEventListener("pageshow", () => { leaving = false; }); // the browser's way back brings the page as it was left
  window.fetch = (input, init) => {
    if (isAbout(input, "/queue/join")) return join(input, init);
    if (isAbout(input, "/queue/data") && input instanceof Request) return listen(input);
    return fetchPlainly(input, init);
  };
})();
