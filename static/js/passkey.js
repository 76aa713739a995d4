/* What allauth's passkey scripts do not say: that it failed, that the browser cannot; and codes on paper as a file.
   The file is made here: the server shows the codes once, a second request for them would be refused. */

const say = (which) => {
  const line = document.querySelector("[data-passkey-failed]");
  if (!line) return;
  line.textContent = which === "none" ? line.dataset.passkeyNone : line.dataset.passkeyFailed;
  line.hidden = false;
};

document.addEventListener("allauth.error", (event) => { event.preventDefault(); say("failed"); });

document.querySelectorAll("[data-passkey]").forEach((button) => {
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    say("none");
    return;
  }
  const { passkey: kind, credential, passwordless } = button.dataset;
  const ids = { [kind]: button.id, credential, passwordless };
  if (document.getElementById("js_data")) ids.data = "js_data";
  window.allauth.webauthn.forms[`${kind}Form`]({ ids });
});

document.querySelectorAll("[data-save-codes]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const codes = [...document.querySelectorAll("[data-codes] li")].map((line) => line.textContent.trim());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
    link.download = button.dataset.saveCodes;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
});
