// Marks and cards open their source beside the conversation, instead of in another tab.
const panel = document.createElement("aside");
panel.id = "source-panel";
panel.hidden = true;
panel.setAttribute("role", "dialog");
panel.setAttribute("aria-label", "Source");
panel.innerHTML = `
  <header>
    <strong>Source</strong>
    <a target="_blank" rel="noopener">Open in a tab</a>
    <button type="button" aria-label="Close the source">✕</button>
  </header>
  <iframe title="The document with the quote highlighted"></iframe>`;
const frame = panel.querySelector("iframe");
const close = panel.querySelector("button");
let opener = null;

function show(link) {
  opener = link;
  const url = link.getAttribute("href");
  // Replaced, so that the browser's "back" does not walk through sources: it closes the panel.
  frame.contentWindow.location.replace(url);
  if (panel.hidden) history.pushState({ ...history.state, source: true }, "");
  panel.querySelector("a").href = url;
  panel.hidden = false;
  document.body.classList.add("source-open");
  close.focus();
}

function hide() {
  if (panel.hidden) return;
  putAway();
  if (history.state?.source) history.back();
}

function putAway() {
  panel.hidden = true;
  document.body.classList.remove("source-open");
  opener?.focus();
}

// "Back" does not leave the page: it closes the source, and comes from the documents to the chat.
if (history.state?.source) history.replaceState({ ...history.state, source: false }, "");
addEventListener("popstate", ({ state }) => {
  if (!panel.hidden) putAway();
  const tabs = [...document.querySelectorAll("#tabs [role=tab]")];
  const tab = tabs.find((one) => one.textContent.trim() === state?.tab) ?? tabs[0];
  if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
});
document.addEventListener("click", (event) => {
  const tab = event.isTrusted && event.target.closest?.("#tabs [role=tab]")?.textContent.trim();
  if (tab && tab !== (history.state?.tab ?? "Ask")) history.pushState({ tab }, "");
});

function sourceLink(event) {
  return event.target.closest?.('a[href^="/documents/"]');
}

function cardOf(link) {
  return document.querySelector(`#cards a[href="${CSS.escape(link.getAttribute("href"))}"]`);
}

// In the capture phase: Gradio has given every link in the chat target=_blank.
document.addEventListener("click", (event) => {
  const link = sourceLink(event);
  if (!link || panel.contains(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  show(link);
}, true);

// What was searched for goes into the question box, to be changed and asked again.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('#chat a[href="#searched-for"]');
  const box = link && document.querySelector("#question textarea");
  if (!box) return;
  event.preventDefault();
  event.stopPropagation();
  box.value = link.textContent;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}, true);

// A mark that is pointed at says what it rests on, and its card shows itself.
for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(enter, (event) => {
    const link = sourceLink(event), card = link && cardOf(link);
    if (!card || link === card) return;
    link.title = card.querySelector(".quote").textContent;
    link.setAttribute("aria-label", `Source ${link.textContent}: ${link.title}`);
    card.classList.add("pointed");
  });
  document.addEventListener(leave, (event) => {
    const link = sourceLink(event);
    if (link) cardOf(link)?.classList.remove("pointed");
  });
}

// A conversation belongs to its tab: the tab remembers its id, through reloads and no longer.
let recalled = false;
function remember() {
  const box = document.querySelector("#conversation-id :is(input, textarea)");
  if (!box) return;
  if (recalled) return sessionStorage.setItem("conversation", box.value);
  const recall = document.getElementById("recall");
  if (!recall) return;
  recalled = true;
  box.value = sessionStorage.getItem("conversation") ?? "";
  if (!box.value) return;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => recall.click()); // when Gradio has taken the value
}

// A new question moves to the top while its answer grows, to be read from its beginning; and what
// is read aloud is the text, not the Markdown that Gradio names a message by.
let questions = 0, follow = false;
new MutationObserver(() => {
  remember();
  const asked = [...document.querySelectorAll("#chat .user-row")];
  if (asked.length > questions) follow = true;
  questions = asked.length;
  const log = document.querySelector("#chat [role=log]");
  if (follow && log && questions) {
    log.scrollTop += asked.at(-1).getBoundingClientRect().top - log.getBoundingClientRect().top - 8;
  }
  for (const said of document.querySelectorAll("#chat [data-testid][aria-label*=\"'s message:\"]")) {
    said.setAttribute("aria-label", said.dataset.testid === "user" ? "Question" : "Answer");
  }
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

for (const moved of ["wheel", "touchmove", "keydown"]) {
  document.addEventListener(moved, () => { follow = false; }, { passive: true });
}
close.addEventListener("click", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("message", (event) => {
  if (event.source === frame.contentWindow && event.data === "close-source") hide();
});
document.body.append(panel);
