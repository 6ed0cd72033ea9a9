// Nothing here is needed to read a page: a theme of one's own, search, folding, copying.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const stored = () => { try { return localStorage.getItem("catalog-theme") || "auto"; } catch { return "auto"; } };
  const wear = (theme) => { if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme; };
  wear(stored());

  const theme = () => {
    const button = document.querySelector(".theme");
    if (!button) return;
    let now = stored();
    const say = () => { button.textContent = `Theme: ${now}`; };
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      now = themes[(themes.indexOf(now) + 1) % themes.length];
      wear(now);
      say();
      try { localStorage.setItem("catalog-theme", now); } catch { /* it lasts for this page, then */ }
    });
  };

  // How well a row fits: a name that begins with the words before one that holds them, names before descriptions.
  const rank = (row, words) => {
    const name = row[0].toLowerCase();
    const text = `${name} ${row[1]} ${row[3]}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) return 0;
    const whole = words.join(" ");
    if (name === whole) return 5;
    if (name.startsWith(words[0])) return words.every((word) => name.includes(word)) ? 4 : 3;
    return words.every((word) => name.includes(word)) ? 3 : 1;
  };

  const search = () => {
    const box = document.querySelector(".find");
    if (!box || !window.catalog) return;
    const input = box.querySelector("input");
    const list = box.querySelector("ul");
    const base = document.body.dataset.root || "";
    let chosen = -1;
    box.hidden = false;
    const options = () => [...list.children];
    const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (index) => {
      const all = options();
      if (!all.length) return;
      chosen = (index + all.length) % all.length;
      all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    };
    const show = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (!words.length) return close();
      const found = window.catalog
        .map((row) => [rank(row, words), row])
        .filter(([fit]) => fit > 0)
        .sort((a, b) => b[0] - a[0] || a[1][0].length - b[1][0].length)
        .slice(0, 12);
      list.replaceChildren(...found.map(([, row], at) => {
        const option = document.createElement("li");
        const name = document.createElement("code");
        const words = document.createElement("span");
        option.id = `found-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = base + row[2];
        name.textContent = row[0];
        words.textContent = [row[4] ? "deprecated" : "", row[1] || row[3]].filter(Boolean).join(" · ");
        option.append(name, words);
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      if (found.length) choose(0); else close();
    };
    const go = (option) => { if (option) location.href = option.dataset.href; };
    input.addEventListener("input", show);
    input.addEventListener("focus", show);
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => { event.preventDefault(); go(event.target.closest("li")); });
    input.addEventListener("keydown", (event) => {
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in moves && !list.hidden) { event.preventDefault(); choose(chosen + moves[event.key]); }
      else if (event.key === "Enter") { event.preventDefault(); go(options()[chosen]); }
      else if (event.key === "Escape") { if (list.hidden) input.blur(); else { event.preventDefault(); close(); } }
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); }
    });
  };

  const folding = () => {
    for (const button of document.querySelectorAll(".unfold")) {
      const all = [...button.closest("section").querySelectorAll("details")];
      if (!all.length) continue;
      const say = () => { button.textContent = all.every((one) => one.open) ? "Collapse all" : "Expand all"; };
      button.hidden = false;
      say();
      button.addEventListener("click", () => { const open = !all.every((one) => one.open); all.forEach((one) => { one.open = open; }); say(); });
    }
    const reveal = () => {
      const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target) return;
      for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
      target.scrollIntoView();
    };
    addEventListener("hashchange", reveal);
    reveal();
    addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  };

  const copying = () => {
    if (!navigator.clipboard) return;
    for (const code of document.querySelectorAll("pre.code")) {
      const holder = document.createElement("div");
      const button = document.createElement("button");
      holder.className = "copied";
      button.className = "copy";
      button.type = "button";
      button.textContent = "Copy";
      code.replaceWith(holder);
      holder.append(code, button);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
    }
  };

  addEventListener("DOMContentLoaded", () => { theme(); search(); folding(); copying(); });
})();
