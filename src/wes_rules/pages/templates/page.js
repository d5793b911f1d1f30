(() => {
  const form = document.querySelector(".filter"), table = document.querySelector(".measures"), out = form.querySelector("output");
  const groups = [...table.tBodies], rows = groups.flatMap((g) => [...g.querySelectorAll("tr[data-status]")]);
  const home = new Map(rows.map((row) => [row, row.parentNode])), all = document.createElement("tbody");
  const names = ["find", "status", "owner", "sort"], field = (name) => form.elements[name];
  const title = (row) => row.querySelector("th").textContent.trim();
  const keys = { worst: (row) => +row.dataset.rank, title, owner: (row) => row.dataset.owner };
  const less = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  all.setAttribute("role", "rowgroup");

  // What is looked for need not be written as it stands: the words, in any order, with or without an s.
  const few = new Set("a an and as at by for from in is of on or the their to who with".split(" "));
  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  const stem = (word) => (word.length > 3 ? word.replace(/(ies|es|s|y|ed)$/, "") : word);
  const items = [...document.querySelectorAll(".index li")];
  const told = new Map(items.map((one) => [one.querySelector("a").hash, [...new Set(words(`${one.textContent} ${one.dataset.words}`))]]));
  function found(text) {
    const wanted = words(text).filter((word) => !few.has(word)).map(stem);
    const hits = new Map([...told].map(([hash, known]) => [hash, wanted.filter((word) => known.some((one) => one.startsWith(word))).length]));
    const most = wanted.length ? Math.max(...hits.values()) : 0;
    return (hash) => !wanted.length || (most > 0 && hits.get(hash) === most);
  }

  const seek = document.querySelector(".seek"), index = document.querySelector(".index");
  function look() {
    const text = seek.elements.seek.value, is = found(text), left = items.filter((one) => (one.hidden = !is(one.querySelector("a").hash), !one.hidden));
    for (const list of index.querySelectorAll("ul")) {
      list.hidden = !list.querySelector("li:not([hidden])");
      if (list.previousElementSibling.matches("p")) list.previousElementSibling.hidden = list.hidden;
    }
    if (text.trim()) index.open = true;
    seek.querySelector("output").textContent = text.trim() ? `${left.length} found` : "";
    return left;
  }

  function show() {
    const is = found(field("find").value), status = field("status").value, owner = field("owner").value;
    const key = keys[field("sort").value];
    let seen = 0;
    for (const row of rows) {
      const fits = (!status || row.dataset.status === status) && (!owner || row.dataset.owner === owner);
      row.hidden = !(fits && is(row.querySelector("th a").hash));
      seen += !row.hidden;
    }
    const order = key ? [...rows].sort((a, b) => less(key(a), key(b))) : rows;
    for (const row of order) (key ? all : home.get(row)).append(row);
    if (key) table.append(all); else all.remove();
    for (const group of groups) group.hidden = !group.querySelector("tr[data-status]:not([hidden])");
    out.textContent = `${seen} of ${rows.length} measures shown`;
  }

  function keep() {
    const said = new URLSearchParams();
    for (const name of names) if (field(name).value) said.set(name, field(name).value);
    history.replaceState(null, "", said.size ? `#?${said}` : "#measures");
    show();
  }

  function read() {
    if (!location.hash.startsWith("#?")) return;
    const said = new URLSearchParams(location.hash.slice(2));
    for (const name of names) field(name).value = said.get(name) ?? "";
    show();
    document.getElementById("measures").scrollIntoView();
  }

  // What is folded opens for who is led to it; most browsers do so themselves.
  function unfold() {
    const one = location.hash.startsWith("#m-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!one || one.parentNode.open) return;
    one.parentNode.open = true;
    one.scrollIntoView();
  }

  form.hidden = seek.hidden = false;
  seek.addEventListener("input", look);
  seek.addEventListener("submit", (event) => {
    event.preventDefault();
    const [first] = look();
    if (first && seek.elements.seek.value.trim()) location.hash = first.querySelector("a").hash;
  });
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const link of document.querySelectorAll("a[data-status]")) link.href = `#?status=${link.dataset.status}`;
  addEventListener("hashchange", read);
  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  show();
  read();
  unfold();
})();
