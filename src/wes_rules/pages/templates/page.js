(() => {
  const form = document.querySelector(".filter"), table = document.querySelector(".measures"), out = form.querySelector("output");
  const groups = [...table.tBodies], rows = groups.flatMap((g) => [...g.querySelectorAll("tr[data-status]")]);
  const home = new Map(rows.map((row) => [row, row.parentNode])), all = document.createElement("tbody");
  const names = ["find", "status", "owner", "sort"], field = (name) => form.elements[name];
  const title = (row) => row.querySelector("th").textContent.trim();
  const keys = { worst: (row) => +row.dataset.rank, title, owner: (row) => row.dataset.owner };
  const less = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  all.setAttribute("role", "rowgroup");

  function show() {
    const find = field("find").value.trim().toLowerCase(), status = field("status").value, owner = field("owner").value;
    const key = keys[field("sort").value];
    let seen = 0;
    for (const row of rows) {
      const fits = (!status || row.dataset.status === status) && (!owner || row.dataset.owner === owner);
      row.hidden = !(fits && row.textContent.toLowerCase().includes(find));
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

  form.hidden = false;
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
