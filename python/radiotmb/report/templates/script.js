"use strict";
(() => {
  const root = document.documentElement;
  const announce = (text) => { document.getElementById("announce").textContent = text; };

  const download = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    announce(name + " downloaded");
  };

  // A drawing leaves the page in its printed colours, whatever the screen shows.
  const printable = (svg) => {
    const copy = svg.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const text = new XMLSerializer().serializeToString(copy);
    return text.replace(/var\(--fig-[a-z]+,\s*([^)]+)\)/g, "$1");
  };

  const picture = (svg, done) => {
    const image = new Image();
    const box = svg.viewBox.baseVal;
    image.onload = () => {
      const canvas = document.createElement("canvas");
      const scale = 200 / 72;
      canvas.width = Math.round(box.width * scale);
      canvas.height = Math.round(box.height * scale);
      const paper = canvas.getContext("2d");
      paper.fillStyle = "#ffffff";
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(printable(svg));
  };

  // The rows of a long table that the page did not open with.
  const showAll = (block) => {
    const stored = block.querySelector("script.rest");
    if (!stored) return;
    const heads = [...block.querySelectorAll("thead th")];
    const body = block.querySelector("tbody");
    for (const row of JSON.parse(stored.textContent)) {
      const line = body.insertRow();
      row.forEach((entry, place) => {
        const [text, value, address] = Array.isArray(entry) ? entry : [entry];
        const cell = line.insertCell();
        cell.className = heads[place].className
          || (text.length > 48 ? "longest" : text.length > 18 ? "long" : "");
        if (value) cell.dataset.sort = value;
        const inside = address ? cell.appendChild(document.createElement("a")) : cell;
        if (address) inside.href = address;
        inside.textContent = text;
      });
    }
    stored.remove();
    block.querySelector(".more").remove();
    announce("All rows are shown");
  };

  const sort = (button) => {
    showAll(button.closest("[data-name]"));
    const head = button.closest("th");
    // In another order a row no longer follows the one that names it.
    head.closest("table").querySelectorAll("td > .unseen").forEach((label) => {
      label.classList.remove("unseen");
    });
    const body = head.closest("table").tBodies[0];
    const column = [...head.parentNode.children].indexOf(head);
    const numeric = head.classList.contains("numeric");
    const down = head.getAttribute("aria-sort") === "ascending";
    const key = (row) => {
      const cell = row.cells[column];
      if (!numeric) return cell.textContent;
      return cell.dataset.sort === undefined ? null : Number(cell.dataset.sort);
    };
    const rows = [...body.rows].map((row) => [key(row), row]);
    rows.sort(([a], [b]) => {
      // What is missing stays last in both directions.
      if (a === null || b === null) return (a === null) - (b === null);
      const order = numeric ? a - b : a.localeCompare(b, "en", { numeric: true });
      return down ? -order : order;
    });
    head.parentNode.querySelectorAll("[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows.map(([, row]) => row));
    announce("Sorted by " + button.textContent + (down ? ", descending" : ", ascending"));
  };

  const copy = async (block) => {
    const prose = block.querySelector(".prose");
    const text = [...prose.querySelectorAll("p")].map((p) => p.textContent).join("\n\n");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without clipboard rights (some browsers, for local files) the selection is copied.
      getSelection().selectAllChildren(prose);
      document.execCommand("copy");
    }
    announce("Copied");
  };

  const dialog = document.getElementById("enlarged");
  const pictures = [...document.querySelectorAll(".pictures img")];
  let looking = 0;
  const look = (number) => {
    looking = (number + pictures.length) % pictures.length;
    const { src, alt } = pictures[looking];
    const image = dialog.querySelector("img") ?? dialog.appendChild(new Image());
    image.src = src;
    image.alt = alt;
    dialog.querySelector(".caption").textContent = `${alt} (${looking + 1} of ${pictures.length})`;
    if (!dialog.open) dialog.showModal();
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") look(looking + 1);
    if (event.key === "ArrowLeft") look(looking - 1);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = document.querySelector('[data-action="theme"]');
  const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };

  const actions = {
    csv: (button, block) => {
      const text = JSON.parse(block.querySelector("script.csv").textContent);
      // The mark tells spreadsheets that the text is UTF-8.
      download(new Blob(["\ufeff", text], { type: "text/csv" }), block.dataset.name + ".csv");
    },
    svg: (button, block) => {
      const svg = block.querySelector("svg");
      download(new Blob([printable(svg)], { type: "image/svg+xml" }), block.dataset.name + ".svg");
    },
    png: (button, block) => picture(
      block.querySelector("svg"), (blob) => download(blob, block.dataset.name + ".png")),
    sort,
    all: (button, block) => showAll(block),
    copy: (button, block) => copy(block),
    enlarge: (button) => look(pictures.indexOf(button.querySelector("img"))),
    next: () => look(looking + 1),
    previous: () => look(looking - 1),
    close: () => dialog.close(),
    theme: () => { root.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button) actions[button.dataset.action](button, button.closest("[data-name]"));
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);
  nameTheme();

  const contents = document.querySelector(".toc details");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => { contents.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  contents.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) contents.open = false;
  });

  // The contents mark the last section that has begun in the upper third of the screen.
  const links = new Map([...contents.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));
  const sections = [...document.querySelectorAll("main > section")];
  const mark = () => {
    const begun = sections.filter((s) => s.getBoundingClientRect().top < innerHeight / 3);
    const here = begun.at(-1) ?? sections[0];
    links.forEach((link, id) => {
      if (id === here.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  let marking = 0;
  addEventListener("scroll", () => {
    cancelAnimationFrame(marking);
    marking = requestAnimationFrame(mark);
  }, { passive: true });
  mark();

  // What is folded on the screen is printed all the same, unless it is very long.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.long)")];
    folded.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
})();
