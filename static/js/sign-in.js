/* Signs in again in place: the page with what was typed stays as it is. Somebody else sees nothing of it.
   Document events: "ask-sign-in" opens the dialog when the session is really gone; "signed-in" says that the person the
   page was made for is back, with fresh tokens in every form. */

const me = document.body.dataset.who;

/** Who is signed in now, with a token for her forms; throws without a connection. */
const ask = async (url) => {
  const answer = await fetch(url, { cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};

/** Put a fresh token everywhere on this page, if she is the one it was made for. Returns who is signed in. */
export const freshen = async (url) => {
  const now = await ask(url);
  if (now.who !== me) return now;
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = now.token; });
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": now.token }));
  return now;
};

export const wake = (dialog) => {
  const { whoUrl, logoutUrl } = dialog.dataset;
  const frame = dialog.querySelector("iframe");
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  let token = "";

  const show = (name) => {
    for (const one of dialog.querySelectorAll("[data-part]")) one.hidden = one.dataset.part !== name;
    dialog.classList.toggle("again--closed", name === "someone-else");
    dialog.setAttribute("aria-labelledby", part(name).querySelector("h2").id);
    const isNew = !dialog.open;
    if (isNew) dialog.showModal();
    if (name === "sign-in" && (isNew || !frame.src)) frame.src = frame.dataset.src;
    part(name).querySelector("h2").focus();
  };

  const look = async () => {
    let now;
    try { now = await freshen(whoUrl); } catch { return; } // no connection: she asks again
    token = now.token;
    if (now.who === me) {
      if (dialog.open) dialog.close();
      document.dispatchEvent(new CustomEvent("signed-in"));
    } else if (now.who) {
      dialog.querySelector("[data-name]").textContent = now.name;
      show("someone-else");
    } else if (!dialog.open || part("sign-in").hidden) show("sign-in");
  };

  document.addEventListener("ask-sign-in", look);
  frame.addEventListener("load", () => {
    const { pathname } = frame.contentWindow.location;
    if (pathname === new URL(whoUrl, location.href).pathname) look();
  });
  // She may also have signed in in another tab, and comes back to this one.
  window.addEventListener("focus", () => { if (dialog.open) look(); });
  dialog.addEventListener("cancel", (event) => { if (dialog.classList.contains("again--closed")) event.preventDefault(); });
  dialog.addEventListener("close", () => { frame.removeAttribute("src"); });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-switch]").addEventListener("click", async () => {
    try { await fetch(logoutUrl, { method: "POST", headers: { "X-CSRFToken": token } }); } catch { return; }
    frame.removeAttribute("src");
    look();
  });
};
