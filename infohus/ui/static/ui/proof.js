// Proof of work by the protocol of ALTCHA (version 2): find the counter whose derived key begins as the challenge asks.
"use strict";
(() => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  async function derive(parameters, salt, password) {
    if (parameters.algorithm.startsWith("PBKDF2/")) {
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const how = { name: "PBKDF2", hash: parameters.algorithm.slice(7), salt, iterations: parameters.cost };
      return crypto.subtle.deriveBits(how, key, parameters.keyLength * 8);
    }
    let data = new Uint8Array([...salt, ...password]);
    for (let round = 0; round < Math.max(1, parameters.cost); round++) {
      data = new Uint8Array(await crypto.subtle.digest(parameters.algorithm, data)).slice(0, parameters.keyLength);
    }
    return data;
  }

  async function solve(parameters) {
    const nonce = bytes(parameters.nonce);
    const salt = bytes(parameters.salt);
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    for (let counter = 0; counter <= 0xffffffff; counter++) {
      new DataView(password.buffer).setUint32(nonce.length, counter);
      const derivedKey = hex(await derive(parameters, salt, password));
      if (derivedKey.startsWith(parameters.keyPrefix)) return { counter, derivedKey };
    }
    return null;
  }

  document.addEventListener("submit", async (e) => {
    const field = e.target.querySelector("[data-proof]");
    if (!field || field.value) return;
    e.preventDefault();
    const button = e.submitter;
    const status = e.target.querySelector("[data-proof-status]");
    if (status.textContent) return; // already at work
    status.textContent = status.dataset.working;
    const challenge = JSON.parse(field.dataset.proof);
    const solution = await solve(challenge.parameters).catch(() => null); // no answer: the page then asks for patience
    field.value = btoa(JSON.stringify({ challenge, solution }));
    status.textContent = "";
    e.target.requestSubmit(button);
  });
})();
