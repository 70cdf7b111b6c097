// An extra: completion in the boxes for queries, and n and p for the next and the previous patch. All else is HTML.

const rest = 150;
const complete = new URL("../complete", import.meta.url);

function box(input, number) {
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let timer, asked = 0, active = -1;
  const options = () => [...list.children];

  function close() {
    // What is still to be asked, or to be answered, opens it no more.
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function move(to) {
    const all = options();
    active = (to + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function take(query) {
    input.value = query.endsWith(":") ? query : `${query} `;
    close();
    input.focus();
    if (query.endsWith(":")) ask();
  }

  async function ask() {
    const mine = ++asked;
    const answer = await fetch(`${complete}?q=${encodeURIComponent(input.value)}`).catch(() => null);
    const found = answer && answer.ok ? await answer.json() : [];
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...found.map(({ query, hint }, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const word = document.createElement("b");
      word.textContent = query.slice(query.lastIndexOf(" ") + 1);
      option.append(word, hint ? ` ${hint}` : "");
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(query); });
      option.query = query;
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, rest); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) ask();
    if (event.key === "Escape" && list.hidden) close();
    if (list.hidden) return;
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && active >= 0) take(options()[active].query);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("input[type=search][name=q]").forEach(box);

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (writing || event.ctrlKey || event.altKey || event.metaKey) return;
  const link = document.querySelector({ n: "head link[rel=next]", p: "head link[rel=prev]" }[event.key] ?? "not-there");
  if (link) location.assign(link.href);
});
