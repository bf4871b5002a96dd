// The Documents tab. It keeps nothing: all that it shows and does is the API's.
const busy = new Set();
let place = null;

const lists = { new: "new", changed: "changed", moved: "moved", removed: "taken out" };
const causes = { ingest: "Folder read", upload: "Upload", undo: "Undo", loader: "Loader" };

function make(name, attributes = {}, ...children) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function button(label, act, kind = "") {
  return make("button", { type: "button", className: kind, onclick: act }, label);
}

function count(number, one) {
  return `${number.toLocaleString()} ${one}${number === 1 ? "" : "s"}`;
}

// --- What the API says

async function told(response) {
  const object = await response.json().catch(() => ({ detail: "The server gave no answer that can be read." }));
  if (!response.ok) throw Object.assign(new Error(object.detail), { status: response.status, job: object.job_id });
  return object;
}

async function call(path, method = "GET", body = undefined) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error("The server does not answer. Its terminal says why.");
  });
  return told(response);
}

function send(file) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(), form = new FormData();
    form.append("file", file);
    request.upload.onprogress = (event) => progress(`Sending ${file.name} …`, event.loaded, event.total);
    request.onload = () => told(new Response(request.response, { status: request.status })).then(resolve, reject);
    request.onerror = () => reject(new Error("The file could not be sent: the server does not answer."));
    request.open("POST", "/api/documents");
    request.send(form);
  });
}

function follow(job, label) {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`/api/ingest/${job}`);
    events.addEventListener("progress", (event) => {
      const { done, total, source, seconds_left: left } = JSON.parse(event.data);
      const time = left ? `, about ${left < 90 ? `${Math.ceil(left / 10) * 10} seconds` : `${Math.round(left / 60)} minutes`} left` : "";
      progress(total ? `${label} ${done} of ${total}${source ? `: ${source}` : ""}${time}` : `${label} …`, done, total);
    });
    events.addEventListener("done", (event) => {
      events.close();
      resolve(JSON.parse(event.data));
    });
    events.onerror = () => {
      if (events.readyState !== EventSource.CLOSED) return;
      reject(new Error("The connection to the server was lost. Open this tab again to see what came of it."));
    };
  });
}

// --- What happens meanwhile, and what came of it

function say(...children) {
  place.news.replaceChildren(...children);
  place.news.hidden = !children.length;
}

function progress(text, done, total) {
  const bar = make("progress", total ? { max: total, value: done } : {});
  bar.setAttribute("aria-label", text);
  // The bar stays the same element, so that it moves and does not jump.
  const [words, old] = place.news.children;
  if (old?.localName === "progress" && total) {
    words.textContent = text;
    Object.assign(old, { max: total, value: done });
  } else say(make("p", {}, text), bar);
}

function wrong(error) {
  say(make("p", { className: "wrong" }, error.message));
}

function confirmed(words, yes) {
  return new Promise((resolve) => {
    const go = button(yes, () => resolve(true), "go");
    say(...words, make("div", { className: "choice" }, go, button("Cancel", () => resolve(false))));
    go.focus();
  });
}

function remarks(title, list) {
  if (!list.length) return null;
  const lines = list.map(({ source, reason }) => make("li", {}, make("b", {}, source), source ? ": " : "", reason));
  return make("div", { className: "remarks" }, make("h4", {}, title), make("ul", {}, ...lines));
}

function changes(job) {
  const parts = Object.entries(lists).filter(([name]) => job[name].length).map(([name, label]) => {
    const names = job[name].map((one) => (name === "moved" ? `${one.from} → ${one.to}` : one));
    const lines = names.map((one) => make("li", {}, one));
    const summary = make("summary", {}, `${count(names.length, "document")} ${label}`);
    return make("details", { open: names.length < 9 }, summary, make("ul", {}, ...lines));
  });
  return [...parts, remarks("Not read", job.failed), remarks("To look at", job.warnings)].filter((part) => part);
}

function report(job, nothing) {
  const found = changes(job), any = Object.keys(lists).some((name) => job[name].length);
  const title = any ? "Done" : job.failed.length ? "Nothing was changed" : nothing;
  return [make("h3", {}, title), ...found];
}

// One thing at a time; whatever goes wrong is said, and the lists show how it is then.
async function act(work) {
  if (busy.size) return;
  busy.add(work);
  place.root.classList.add("busy");
  try {
    await work();
  } catch (error) {
    if (error.job) {
      await follow(error.job, "Another reading is under way:").catch(() => {});
    }
    wrong(error);
  } finally {
    busy.delete(work);
    place.root.classList.remove("busy");
    await show();
  }
}

// --- What can be done

function upload(files) {
  return act(async () => {
    const reports = [];
    for (const file of files) {
      try {
        const job = await follow((await send(file)).job_id, `Reading ${file.name}`);
        reports.push(...report(job, `${file.name} was there already, the same in every character`));
      } catch (error) {
        reports.push(make("p", { className: "wrong" }, `${file.name}: ${error.message}`));
      }
      await show();
    }
    say(...reports);
  });
}

function readAgain(again = false) {
  return act(async () => {
    const plan = await follow((await call("/api/ingest", "POST", { dry_run: true, again })).job_id, "Looking at the folder");
    const some = Object.keys(lists).some((name) => plan[name].length);
    if (plan.state === "failed" || !some) return say(...report(plan, "Nothing has changed in the folder"));
    const cost = `${count(plan.embedded, "passage")} to embed, ${plan.reused.toLocaleString()} known already.`;
    const words = [make("h3", {}, "This would change"), ...changes(plan), make("p", { className: "soft" }, cost)];
    if (!(await confirmed(words, "Do it"))) return say();
    // What would go has been seen and agreed to.
    const wishes = { again, yes: plan.removed.length > 0 };
    say(...report(await follow((await call("/api/ingest", "POST", wishes)).job_id, "Reading"), "Nothing has changed"));
  });
}

function takeOut(document_) {
  return act(async () => {
    const words = [make("p", {}, `Take ${document_.source} out of the documents? It can be brought back from the history.`)];
    if (!(await confirmed(words, "Take it out"))) return say();
    const { job_id: job } = await call(`/api/documents/${document_.id}`, "DELETE");
    say(...report(await follow(job, "Taking it out"), "It was gone already"));
  });
}

function goBack(to, question) {
  return act(async () => {
    if (!(await confirmed([make("p", {}, question)], "Bring it back"))) return say();
    const { corpus_version: version } = await call("/api/versions/undo", "POST", to ? { to } : {});
    say(make("p", {}, `Done: this is version ${version} now.`));
  });
}

// --- The lists

function row(one) {
  const title = make("a", { href: `/documents/${one.id}` }, one.title);
  const named = make("div", { className: "named" }, title, make("span", { className: "soft" }, one.source));
  named.append(...one.warnings.map((text) => make("span", { className: "warning" }, text)));
  const remove = button("Take out", () => takeOut(one));
  remove.setAttribute("aria-label", `Take out ${one.source}`);
  const cells = [
    [named, ""], [one.as_of ?? "undated", "as of"], [one.passages.toLocaleString(), "passages"],
    [one.origin === "upload" ? make("span", {}, "upload", remove) : "folder", ""],
  ];
  return make("tr", {}, ...cells.map(([content, label]) => {
    const cell = make("td", {}, content);
    cell.dataset.label = label;
    return cell;
  }));
}

function change(version) {
  const parts = ["added", "changed", "removed"].filter((name) => version[name]).map((name) => `${version[name]} ${name}`);
  const back = version.restores ? ` to version ${version.restores}` : "";
  return `${causes[version.cause] ?? version.cause}${back}: ${parts.join(", ") || "nothing changed"}`;
}

function entry(version, newest) {
  const when = new Date(version.published_at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const text = make("div", { className: "named" }, make("b", {}, `Version ${version.number}`),
    make("span", {}, change(version)), make("span", { className: "soft" }, `${when} · ${count(version.documents, "document")}`));
  const ask = `Publish the documents of version ${version.number} again, as a new version?`;
  return make("li", {}, text, newest ? make("span", { className: "soft" }, "now") : button("Go back to this", () => goBack(version.number, ask)));
}

async function show() {
  try {
    const [listed, history] = await Promise.all([call("/api/documents"), call("/api/versions")]);
    place.count.textContent = `${count(listed.documents.length, "document")}`;
    place.rows.replaceChildren(...listed.documents.map(row));
    filter();
    place.history.replaceChildren(...history.versions.map((version, index) => entry(version, index === 0)));
    if (place.waiting) say();
    place.waiting = false;
    place.notice.textContent = listed.notice ?? "";
    place.undo.disabled = history.versions.length < 2;
    const left = history.skipped.map((pair) => pair.source).filter((source) => !source.startsWith("uploads/"));
    place.skipped.hidden = !left.length;
    place.skipped.firstChild.textContent = `Left as they were by an undo until they change again: ${left.join(", ")}. `;
    if (listed.job_id && !busy.size) act(async () => say(...report(await follow(listed.job_id, "Reading"), "Nothing has changed")));
  } catch (error) {
    wrong(error);
    place.waiting = error.status === 503;
    if (place.waiting) setTimeout(show, 1000);
  }
}

function filter() {
  const wanted = place.filter.value.trim().toLowerCase();
  for (const line of place.rows.children) line.hidden = !line.textContent.toLowerCase().includes(wanted);
}

function build(root) {
  const choose = make("input", { type: "file", multiple: true, hidden: true, onchange: () => {
    upload([...choose.files]);
    choose.value = "";
  } });
  place = {
    root, news: make("div", { className: "news", hidden: true }), count: make("h2"), rows: make("tbody"),
    filter: make("input", { type: "search", placeholder: "Find a document", oninput: filter }),
    history: make("ol", { className: "history" }),
    skipped: make("p", { className: "soft", hidden: true }, "", button("Take them in again", () => readAgain(true))),
    notice: make("p", { className: "wrong" }),
    undo: button("Undo the last change", () => goBack(null, "Bring back the documents as they were one step before, as a new version?")),
  };
  place.news.setAttribute("role", "status");
  place.filter.setAttribute("aria-label", "Find a document");
  const drop = make("div", { className: "drop" },
    button("Upload documents", () => choose.click(), "go"), choose, make("span", { className: "soft" }, "or drop them here"),
    button("Read the folder again", () => readAgain()));
  const head = ["Document", "As of", "Passages", "From"].map((name) => make("th", { scope: "col" }, name));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), place.rows);
  const history = make("details", {}, make("summary", {}, make("h2", {}, "History")), place.skipped, place.undo, place.history);
  root.append(drop, place.notice, place.news, make("div", { className: "head" }, place.count, place.filter), table, history);
  root.addEventListener("dragover", (event) => event.preventDefault());
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) upload([...event.dataTransfer.files]);
  });
}

// The lists are asked for when the tab is opened, so that the page itself comes up as quickly as ever.
const seen = new IntersectionObserver((entries) => {
  const root = document.getElementById("documents");
  if (!entries.some((entry_) => entry_.isIntersecting)) return;
  if (place?.root !== root) build(root);
  if (!busy.size) show();
});
new MutationObserver(() => {
  const root = document.getElementById("documents");
  if (root && !root.dataset.watched) {
    root.dataset.watched = "yes";
    seen.observe(root);
  }
}).observe(document.body, { childList: true, subtree: true });
