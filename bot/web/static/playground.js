// Without this script the page works by its forms and links. With it, nothing is loaded anew:
// what is written and pressed is sent in the background, and rooms follow live.
"use strict";

const board = document.getElementById("board");
const told = document.getElementById("told");
const TOLD_MILLISECONDS = 12_000;

function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

function say(words) {
  told.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (told.textContent = ""), TOLD_MILLISECONDS);
}

function put(message) {
  const list = document.getElementById("log-" + message.room);
  if (list === null) return;
  const log = list.parentElement;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const old = document.getElementById(message.room + "-" + message.id);
  const drawn = document.createElement("template");
  drawn.innerHTML = message.html; // drawn by our own templates, which escape all that was typed
  if (old === null) {
    list.append(drawn.content);
    if (atEnd || list.lastElementChild?.classList.contains("me")) toEnd(log);
    return;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.value : null;
  const made = drawn.content.firstElementChild;
  if (made === null) old.remove();
  else {
    old.replaceWith(made);
    made.classList.add("changed");
    if (focused !== null) made.querySelector(`button[value="${CSS.escape(focused)}"]`)?.focus();
  }
  if (atEnd) toEnd(log);
}

// What is read out when it changes is touched only then.
function keep(id, words) {
  const shown = document.getElementById(id);
  if (shown.textContent !== words) shown.textContent = words;
}

function follow() {
  const stream = new EventSource(board.dataset.live);
  stream.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    news.messages.forEach(put);
    document.getElementById("tour").innerHTML = news.tour;
    keep("tour-count", news.count);
    keep("moment", news.moment);
    const keys = document.getElementById("keys");
    if (keys !== null && !keys.contains(document.activeElement)) keys.innerHTML = news.keys;
  });
  stream.addEventListener("error", () => keep("told", board.dataset.failed));
  stream.addEventListener("open", () => {
    if (told.textContent === board.dataset.failed) told.textContent = "";
  });
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

async function send(action, said) {
  try {
    const answer = await fetch(action, {
      method: "POST",
      body: said,
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const news = await answer.json();
    say(news.told);
    leadsTo = news.page || leadsTo;
    // On a phone, the private answer to what was done in a room stands further down.
    if (news.answered) document.querySelector(".own").scrollIntoView({ block: "nearest" });
  } catch {
    say(board.dataset.failed);
  }
  waiting -= 1;
  if (waiting > 0) return;
  board.removeAttribute("aria-busy");
  if (leadsTo) location.assign(leadsTo);
}

function replyTo(form, id, words) {
  const line = form.querySelector(".answering");
  form.elements.answers.value = id;
  line.hidden = id === "";
  line.querySelector("q").textContent = words;
}

// One after the other, in the order in which it was done: nothing that is typed meanwhile is lost.
let sent = Promise.resolve();
let waiting = 0;
let leadsTo = "";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!board.contains(form) || form.method !== "post") return;
  event.preventDefault();
  const said = new URLSearchParams(new FormData(form, event.submitter));
  if (form.classList.contains("say")) {
    form.elements.words.value = "";
    replyTo(form, "", "");
  }
  waiting += 1;
  board.setAttribute("aria-busy", "true");
  sent = sent.then(() => send(form.action, said));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.reply, a.no-answer");
  if (!link) return;
  event.preventDefault();
  const form = link.closest("section").querySelector("form.say");
  const said = link.closest(".message")?.querySelector(".said").textContent.trim() ?? "";
  replyTo(form, link.dataset.message ?? "", said.slice(0, 60));
  form.elements.words.focus();
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!(field instanceof HTMLTextAreaElement) || field.form === null) return;
  event.preventDefault();
  field.form.requestSubmit();
});

// Pictures make a room longer once they are there.
document.addEventListener(
  "load",
  (event) => {
    const log = event.target.closest?.(".log");
    if (log) toEnd(log);
  },
  true,
);

document.querySelectorAll(".log").forEach(toEnd);
follow();
