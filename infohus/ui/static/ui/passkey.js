// Passkeys: the button asks the browser for one, and the answer is sent in the form's hidden field.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  // The server's JSON as the browser wants it: challenge and ids as bytes.
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  function request(options) {
    const asked = { ...options, challenge: bytes(options.challenge) };
    if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) asked.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) asked.allowCredentials = known(options.allowCredentials);
    return asked;
  }

  // The browser's answer as JSON.
  function answer(credential) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    const { id, type, authenticatorAttachment } = credential;
    return { id, rawId: text(credential.rawId), type, authenticatorAttachment, response, clientExtensionResults: credential.getClientExtensionResults() };
  }

  async function start(box, button) {
    const status = box.querySelector("[data-passkey-status]");
    status.textContent = "";
    button.disabled = true;
    try {
      const publicKey = request(JSON.parse(box.dataset.options).publicKey);
      const credential = await navigator.credentials[box.dataset.passkey]({ publicKey });
      box.querySelector("[name=credential]").value = JSON.stringify(answer(credential));
      box.closest("form").submit();
    } catch {
      status.textContent = box.dataset.failed; // refused, timed out, or no key here
      button.disabled = false;
    }
  }

  const ready = () =>
    document.querySelectorAll("[data-passkey-start]").forEach((button) => {
      button.hidden = !window.PublicKeyCredential;
      button.addEventListener("click", () => start(button.closest("[data-passkey]"), button));
    });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
